# Encryption with an empty passphrase.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        scopes.backup
        {
          nixfleet.backup = {
            enable = true;
            backend = "borgbackup";
            borgbackup.repository = "/mnt/backup";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "repokey"
    "no passphrase"
    "nixfleet.backup.borgbackup.passphraseFile"
  ];
}
