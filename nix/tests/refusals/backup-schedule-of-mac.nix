# A schedule that launchd has no words for.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
