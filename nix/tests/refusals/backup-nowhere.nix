# Backups that go nowhere.
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
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "set nixfleet.backup.restic.repository"
    "nixfleet.backup.restic.passwordFile"
  ];
}
