# One builder as a line of /etc/nix/machines.
# https://nix.dev/manual/nix/latest/command-ref/conf-file#conf-builders
{
  hostName,
  systems,
  sshUser,
  sshKeyFile,
  maxJobs,
  speedFactor,
  supportedFeatures,
  ...
}:
let
  inherit (builtins) concatStringsSep toString;
  list = names: if names == [ ] then "-" else concatStringsSep "," names;
in
concatStringsSep " " [
  "ssh://${sshUser}@${hostName}"
  (list systems)
  sshKeyFile
  (toString maxJobs)
  (toString speedFactor)
  (list supportedFeatures)
  "-"
]
