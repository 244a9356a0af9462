# A retention that keeps nothing.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        scopes.backup
        {
          nixfleet.backup = {
            enable = true;
            backend = "restic";
            restic = {
              repository = "/mnt/backup";
              passwordFile = "/run/secrets/restic";
            };
            retention = {
              daily = 0;
              weekly = 0;
              monthly = 0;
            };
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.backup.retention"
    "above 0"
  ];
}
