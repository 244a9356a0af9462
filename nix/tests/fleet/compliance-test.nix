# A server under NIS2 and ANSSI whose rollouts stop when access control fails.
{ lib, scopes }:
let
  org = import ../org.nix;
in
{
  platform = "x86_64-linux";
  stateVersion = "25.11";
  isVm = true;
  inherit (org) hostSpec;
  modules = [
    scopes.roles.server
    org.operators
    (import ../../lib/compliance-modules.nix { inherit lib; }).compliance
    {
      nixfleet.compliance.enable = true;
      nixfleet.impermanence.enable = true;
      services.nixfleet-agent = {
        enable = true;
        controlPlaneUrl = "https://cp.example.org:8080";
      };
      services.openssh.hostKeys = [
        {
          type = "ed25519";
          path = "/etc/ssh/ssh_host_ed25519_key";
        }
      ];
      # The fleet of the tests has no commit.
      system.configurationRevision = "0123456789abcdef0123456789abcdef01234567";
      compliance = {
        frameworks.nis2 = {
          enable = true;
          entityType = "essential";
        };
        frameworks.anssi.enable = true;
        gate = {
          enable = true;
          required = [ "access-control" ];
        };
        governance.exceptions.encryption-at-rest = {
          rationale = "A virtual machine on an encrypted host.";
          owner = "ops@example.org";
          expires = "2099-12-31";
        };
      };
    }
  ];
}
