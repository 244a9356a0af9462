# What `isVm` adds to a host.
{ lib, mkHost, ... }:
let
  host =
    platform: arguments:
    (mkHost (
      {
        hostName = "a";
        inherit platform;
        stateVersion = "25.11";
        hostSpec.userName = "deploy";
      }
      // arguments
    )).config;
  machine = host "x86_64-linux" { isVm = true; };
  arm = host "aarch64-linux" { isVm = true; };
  real = host "x86_64-linux" { };
  own = host "x86_64-linux" {
    isVm = true;
    modules = [ { boot.loader.systemd-boot.enable = false; } ];
  };
  headless = host "x86_64-linux" {
    isVm = true;
    modules = [
      {
        services.spice-vdagentd.enable = false;
        environment.variables.LIBGL_ALWAYS_SOFTWARE = "0";
      }
    ];
  };
  inherit (machine.disko.devices.disk) disk0;
  has = config: module: builtins.elem module (lib.toList (config.boot.kernelModules or [ ]));
in
[
  {
    check = disk0.device == "/dev/vda" && disk0.content.type == "gpt";
    msg = "its disk is the first virtio disk";
  }
  {
    check = lib.all (module: builtins.elem module machine.boot.initrd.availableKernelModules) [
      "ahci"
      "xhci_pci"
      "virtio_pci"
      "virtio_blk"
      "virtio_scsi"
      "sr_mod"
    ];
    msg = "it finds that disk when it boots";
  }
  {
    check = machine.boot.loader.systemd-boot.enable && machine.boot.loader.efi.canTouchEfiVariables;
    msg = "it boots by UEFI";
  }
  {
    check =
      !own.boot.loader.systemd-boot.enable
      && !headless.services.spice-vdagentd.enable
      && headless.environment.variables.LIBGL_ALWAYS_SOFTWARE == "0";
    msg = "unless the host says otherwise, as with its clipboard and its drawing";
  }
  {
    check = has machine "kvm-intel" && has machine "kvm-amd" && !(has arm "kvm-intel");
    msg = "it can have virtual machines of its own, on x86";
  }
  {
    check = machine.networking.useDHCP && machine.services.spice-vdagentd.enable;
    msg = "it takes QEMU's network and clipboard";
  }
  {
    check =
      machine.environment.variables.LIBGL_ALWAYS_SOFTWARE == "1"
      && builtins.any (package: lib.getName package == "mesa") machine.environment.systemPackages;
    msg = "it draws without a graphics card";
  }
  {
    check =
      !(real.services.spice-vdagentd.enable) && !(real.environment.variables ? LIBGL_ALWAYS_SOFTWARE);
    msg = "a host that is no virtual machine has nothing of it";
  }
]
