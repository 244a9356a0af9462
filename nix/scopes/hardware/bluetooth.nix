# Bluetooth, on from the start, with what a desktop pairs devices with.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    mkDefault
    mkIf
    mkOption
    types
    ;
  cfg = config.nixfleet.hardware.bluetooth;
in
{
  imports = [ ../../modules/_host/persistence.nix ];

  options.nixfleet.hardware.bluetooth.enable = mkOption {
    type = types.bool;
    default = false;
    description = ''
      Whether the machine speaks Bluetooth from the start, with blueman to pair devices. Power keys of Bluetooth devices
      (headsets send one when they are switched off) do not shut the machine down; its own power key works as before.
    '';
    example = true;
  };

  config = mkIf cfg.enable {
    hardware.bluetooth = {
      enable = mkDefault true;
      powerOnBoot = mkDefault true;
    };
    services.blueman.enable = mkDefault true;

    # logind acts on the power keys of devices with this tag. Only what is on the bus 0005, Bluetooth, loses it.
    services.udev.extraRules = ''
      SUBSYSTEM=="input", KERNEL=="event*", ATTRS{id/bustype}=="0005", TAG-="power-switch"
    '';

    systemd.services.nixfleet-bluetooth-unblock = {
      description = "Let the Bluetooth radio send";
      wantedBy = [ "bluetooth.service" ];
      before = [ "bluetooth.service" ];
      serviceConfig = {
        Type = "oneshot";
        ExecStart = "${pkgs.util-linux}/bin/rfkill unblock bluetooth";
      };
    };

    nixfleet.persistence.directories = [
      {
        directory = "/var/lib/bluetooth";
        mode = "0700";
      }
    ];
  };
}
