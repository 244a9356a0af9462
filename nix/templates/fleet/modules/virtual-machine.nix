# A virtual machine of QEMU: eth0 is the world (DHCP), eth1 the fleet's network.
{
  lib,
  host,
  nixfleet,
  ...
}:
{
  imports = [
    (
      if host.forgets or false then
        nixfleet.diskoTemplates.btrfs-impermanence { disk = "/dev/vda"; }
      else
        nixfleet.diskoTemplates.btrfs { disk = "/dev/vda"; }
    )
  ];

  boot.initrd.availableKernelModules = [
    "ahci"
    "virtio_blk"
    "virtio_pci"
    "virtio_scsi"
    "xhci_pci"
  ];
  services.qemuGuest.enable = true;

  # In the order of the slots, so that eth1 is the second one.
  networking.usePredictableInterfaceNames = false;
  hostSpec.networking.interface = lib.mkDefault "eth0";
}
