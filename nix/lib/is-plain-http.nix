# Whether a URL of a control plane is without TLS. A scheme may be written in capitals.
url: builtins.match "[hH][tT][tT][pP]://.*" url != null
