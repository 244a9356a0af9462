# Backups that go nowhere.
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
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "set nixfleet.backup.restic.repository"
    "nixfleet.backup.restic.passwordFile"
  ];
}
