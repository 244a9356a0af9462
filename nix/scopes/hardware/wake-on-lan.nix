# Waking up on a packet from the network. Cards forget the setting, so it is made at each start and before each sleep.
#
# Not by `networking.interfaces.<name>.wakeOnLan`: that is a .link file for the name that the kernel gave the card (eth0), not
# for the one it has since (enp3s0); it is applied when the card appears and not before a sleep; and as the first file that
# matches it takes the place of 99-default.link, with what that says of names and addresses.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  cfg = config.nixfleet.hardware.wol;
  interface = config.hostSpec.networking.interface;
in
{
  imports = [ ../../modules/_host/host-spec.nix ];

  options.nixfleet.hardware.wol.enable = mkOption {
    type = types.bool;
    default = false;
    description = "Whether a magic packet to the interface `hostSpec.networking.interface` wakes the machine up.";
    example = true;
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = interface != null;
        message = "nixfleet.hardware.wol.enable is set, but nobody says which interface is to wake the machine: set hostSpec.networking.interface (such as \"enp3s0\"), or nixfleet.hardware.wol.enable to false.";
      }
    ];

    environment.systemPackages = [ pkgs.ethtool ];
    systemd.services.wol = mkIf (interface != null) {
      description = "Wake on a magic packet to ${interface}";
      wantedBy = [
        "multi-user.target"
        "sleep.target"
      ];
      before = [ "sleep.target" ];
      after = [ "network.target" ];
      serviceConfig = {
        Type = "oneshot";
        ExecStart = "${pkgs.ethtool}/bin/ethtool -s ${interface} wol g";
      };
    };
  };
}
