# A graphics card by NVIDIA with its own driver, for X and for Wayland.
{ config, lib, ... }:
let
  inherit (lib)
    mkDefault
    mkIf
    mkOption
    types
    ;
  cfg = config.nixfleet.hardware.nvidia;
in
{
  options.nixfleet.hardware.nvidia = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the machine has an NVIDIA card that runs with NVIDIA's production driver (unfree).";
      example = true;
    };
    open = mkOption {
      type = types.bool;
      default = false;
      description = ''
        Whether the kernel's part of the driver is the open one, which NVIDIA advises for cards since Turing (RTX 20) and
        which the newest cards need.
      '';
      example = true;
    };
  };

  config = mkIf cfg.enable {
    services.xserver.videoDrivers = [ "nvidia" ];
    hardware.graphics.enable = mkDefault true;
    hardware.nvidia = {
      package = mkDefault config.boot.kernelPackages.nvidiaPackages.production;
      open = mkDefault cfg.open;
      modesetting.enable = mkDefault true;
      powerManagement.enable = mkDefault true;
    };
    boot.initrd.kernelModules = [
      "nvidia"
      "nvidia_modeset"
      "nvidia_uvm"
      "nvidia_drm"
    ];
    boot.kernelParams = [ "nvidia-drm.fbdev=1" ];
    environment.sessionVariables = {
      GBM_BACKEND = mkDefault "nvidia-drm";
      LIBVA_DRIVER_NAME = mkDefault "nvidia";
      __GLX_VENDOR_LIBRARY_NAME = mkDefault "nvidia";
    };
  };
}
