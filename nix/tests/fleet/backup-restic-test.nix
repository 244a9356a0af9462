# A workstation that backs itself up with restic.
{ scopes, ... }:
let
  org = import ../org.nix;
in
{
  platform = "x86_64-linux";
  stateVersion = "25.11";
  isVm = true;
  inherit (org) hostSpec;
  modules = [
    scopes.roles.workstation
    org.operators
    {
      nixfleet.backup = {
        enable = true;
        backend = "restic";
        restic = {
          repository = "sftp:backup@nas.example.org:/backups/backup-restic-test";
          passwordFile = "/run/secrets/restic-password";
        };
        healthCheck.onFailure = "https://hc-ping.example.org/backup?of=100%";
      };
    }
  ];
}
