# Encryption with an empty passphrase.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
