# The file of the host's own ed25519 key; null: nobody makes one. `openssh` is the value of `services.openssh`, `secrets` of
# `nixfleet.secrets`, or nothing.
{ openssh, secrets }:
let
  keys = builtins.filter (key: key.type or null == "ed25519") openssh.hostKeys;
in
if openssh.enable && keys != [ ] then
  (builtins.head keys).path
else if secrets.enable or false then
  secrets.identityPaths.hostKey
else
  null
