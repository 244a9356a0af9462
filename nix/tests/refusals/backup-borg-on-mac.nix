# Borg on a Mac.
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
