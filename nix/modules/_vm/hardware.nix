# What QEMU shows to a virtual machine (`isVm`), and how that boots.
{
  lib,
  modulesPath,
  pkgs,
  ...
}:
{
  imports = [ (modulesPath + "/profiles/qemu-guest.nix") ];

  boot = {
    initrd.availableKernelModules = [
      "ahci"
      "xhci_pci"
      "virtio_pci"
      "virtio_blk"
      "virtio_scsi"
      "sr_mod"
    ];
    # For virtual machines inside of it. They are of x86 only: elsewhere each boot would log that they are not there.
    kernelModules = lib.optionals pkgs.stdenv.hostPlatform.isx86_64 [
      "kvm-intel"
      "kvm-amd"
    ];
    loader = {
      systemd-boot.enable = lib.mkDefault true;
      efi.canTouchEfiVariables = lib.mkDefault true;
    };
  };
}
