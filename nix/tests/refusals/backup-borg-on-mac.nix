# Borg on a Mac.
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
            backend = "borgbackup";
            borgbackup = {
              repository = "/Volumes/backup";
              passphraseFile = "/var/secrets/borg";
            };
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.backup.backend"
    "borgbackup"
    "only restic"
  ];
}
