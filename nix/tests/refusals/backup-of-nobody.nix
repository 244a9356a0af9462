# Backups that nothing makes.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
      modules = [
        scopes.backup
        {
          nixfleet.backup.enable = true;
        }
      ];
    }).system.build.toplevel;
  says = [
    "without a backend"
    "nixfleet.backup.backend"
    "ExecStart"
  ];
}
