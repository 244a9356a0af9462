# A retention that keeps nothing.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
