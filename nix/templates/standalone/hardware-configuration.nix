# What the kernel needs to find the disk: enough for most machines and for virtual ones. Have it written for yours, while it
# runs NixOS or its installer:
#
#   nixos-anywhere --generate-hardware-config nixos-generate-config ./hardware-configuration.nix --flake .#myhost root@<ip>
{
  boot.initrd.availableKernelModules = [
    "ahci"
    "nvme"
    "sd_mod"
    "uas"
    "usb_storage"
    "virtio_blk"
    "virtio_pci"
    "virtio_scsi"
    "xhci_pci"
  ];
  hardware.enableRedistributableFirmware = true;
}
