# Backups that nothing makes.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
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
