# NixOS: what is booted, and on what.
{ lib, kinds }:
let
  inherit (lib) types;
  inherit (kinds)
    attrs
    bool
    lines
    list
    on
    option
    perhaps
    ;
in
{ config, ... }:
{
  options = {
    boot = {
      isContainer = bool;
      kernel.sysctl = attrs;
      kernelModules = list types.str;
      kernelPackages = option types.raw {
        nvidiaPackages.production = {
          type = "derivation";
          name = "nvidia";
          outPath = "/nix/store/nvidia";
        };
      };
      kernelParams = list types.str;
      initrd = {
        availableKernelModules = list types.str;
        kernelModules = list types.str;
        supportedFilesystems = option (types.coercedTo (types.listOf types.str) (
          names: lib.genAttrs names (_: true)
        ) (types.attrsOf types.bool)) { };
        postResumeCommands = lines;
        network.ssh = {
          enable = bool;
          hostKeys = list types.str;
        };
      };
      loader = {
        efi.canTouchEfiVariables = bool;
        external.enable = bool;
        generic-extlinux-compatible.enable = bool;
        grub.enable = option types.bool (!config.boot.isContainer);
        grub.mirroredBoots = list (types.attrsOf types.anything);
        limine.enable = bool;
        refind.enable = bool;
        systemd-boot = {
          enable = bool;
          configurationLimit = perhaps types.int;
        };
      };
      extraModulePackages = list types.package;
      extraModprobeConfig = lines;
    };
    hardware = {
      bluetooth = {
        enable = bool;
        powerOnBoot = on;
      };
      cpu.amd.updateMicrocode = bool;
      cpu.intel.updateMicrocode = bool;
      enableRedistributableFirmware = bool;
      graphics.enable = bool;
      nvidia = {
        package = perhaps types.package;
        open = perhaps types.bool;
        modesetting.enable = bool;
        powerManagement.enable = bool;
      };
    };
    services.xserver = {
      xkb.layout = option types.str "us";
      videoDrivers = list types.str;
    };
    services.udev.extraRules = lines;
    zramSwap = {
      enable = bool;
      algorithm = option types.str "zstd";
      memoryPercent = option types.int 50;
    };
  };

  # Of all that is behind the options this decides which boot loader there is.
  config.boot.loader.grub.enable = lib.mkIf config.boot.loader.systemd-boot.enable (
    lib.mkDefault false
  );
}
