# A schedule that launchd has no words for.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      platform = "aarch64-darwin";
      modules = [
        scopes.backupDarwin
        {
          nixfleet.backup = {
            enable = true;
            backend = "restic";
            schedule = "Mon *-*-01 03:00";
            restic = {
              repository = "/Volumes/backup";
              passwordFile = "/var/secrets/restic";
            };
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.backup.schedule"
    "Mon *-*-01 03:00"
    "launchd cannot do"
  ];
}
