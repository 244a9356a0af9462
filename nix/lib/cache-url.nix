# What is wrong with the URL of a binary cache, as the end of a sentence; null: nothing. The agent refuses the same
# (services/host/cache-url.ts): here it is refused before a machine has it.
url:
let
  inherit (builtins)
    concatMap
    concatStringsSep
    elem
    elemAt
    filter
    head
    isString
    match
    split
    ;

  known = [
    "region"
    "endpoint"
    "profile"
    "scheme"
    "addressing-style"
    "priority"
    "want-mass-query"
    "compression"
    "compression-level"
    "parallel-compression"
  ];

  parts = match "(https?|s3|ssh|ssh-ng|file)://([^?]*)([?]([^?]*))?" url;
  place = elemAt parts 1;
  query = if elemAt parts 3 == null then "" else elemAt parts 3;
  names = concatMap (parameter: if parameter == "" then [ ] else [ (head (split "=" parameter)) ]) (
    filter isString (split "&" query)
  );
  stray = filter (name: !elem name known) names;
in
if parts == null || match "[!-~]+" url == null || place == "" then
  "is no URL of a cache: use http, https, s3, ssh, ssh-ng or file"
else if match "-.*" place != null then
  "has a host that begins with \"-\", which ssh would take for an option"
else if stray != [ ] then
  "has the parameter \"${head stray}\", which the agent refuses; it takes ${concatStringsSep ", " known}"
else
  null
