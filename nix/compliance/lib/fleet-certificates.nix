# The certificates of a host that NixFleet and NixOS know of, as paths; `*` stands for any name. `config` is the host's.
config:
let
  inherit (builtins) filter;
  agent = config.services.nixfleet-agent or { };
  controlPlane = config.services.nixfleet-control-plane or { };
  of = service: path: if service.enable or false then path else null;
in
[ "/var/lib/acme/*/cert.pem" ]
++ filter (path: path != null) [
  (of agent (agent.tls.clientCert or null))
  (of controlPlane (controlPlane.tls.cert or null))
  (of controlPlane (controlPlane.tls.clientCa or null))
]
