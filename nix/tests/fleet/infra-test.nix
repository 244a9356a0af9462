# A workstation that is watched and backs itself up with a program of its own.
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
    scopes.monitoring
    org.operators
    {
      nixfleet = {
        impermanence.enable = true;
        monitoring.nodeExporter = {
          enable = true;
          openFirewall = true;
        };
        backup = {
          enable = true;
          schedule = "*-*-* 03:00:00";
          healthCheck.onSuccess = "https://hc-ping.example.org/infra-test";
        };
      };
      systemd.services.nixfleet-backup.script = "true";
    }
  ];
}
