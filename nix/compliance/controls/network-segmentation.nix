# That a firewall stands between the host and its networks, and that it is in the networks where it should be.
{ config, lib, ... }:
let
  enforced = import ../lib/enforced.nix { inherit lib; };
  settingDeviation = import ../lib/setting-deviation.nix;
  cfg = config.compliance.controls.networkSegmentation;
  needsFirewall = cfg.requireFirewall && cfg._meta.enforces "firewall";
in
{
  imports = [
    (import ../lib/control.nix {
      id = "network-segmentation";
      options =
        { lib, ... }:
        let
          inherit (lib) types;
        in
        {
          requireFirewall = {
            type = types.bool;
            default = true;
            stricter = "true";
            requirement = "firewall";
            description = "Whether a firewall with rules has to be in force. Enforced, `networking.firewall` is on.";
            example = false;
          };
          expectedVlans = {
            type = types.listOf (types.ints.between 1 4094);
            default = [ ];
            description = "VLANs that the host has to have an interface in.";
            example = [
              10
              20
            ];
          };
        };
    })
  ];

  config = lib.mkIf needsFirewall {
    networking.firewall.enable = enforced true;
    compliance.deviations = settingDeviation {
      control = "network-segmentation";
      requirement = "firewall";
      setting = "networking.firewall.enable";
      value = config.networking.firewall.enable;
      demanded = true;
      # A host may have written its rules itself.
      isMet = config.networking.firewall.enable || config.networking.nftables.enable or false;
    };
  };
}
