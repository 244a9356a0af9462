# What the control plane and the edge hosts have in common. A fleet in which something is still to be filled in is refused: its
# hosts would let nobody in, lose the wrong disk, or wait for a control plane that is not there.
{ lib, fleet, ... }:
let
  operatorKeys =
    if fleet.operatorKeys == [ ] || lib.any (lib.hasInfix "REPLACE-WITH") fleet.operatorKeys then
      throw "Nobody could log in to this fleet: put your own public keys into `operatorKeys` in fleet.nix (cat ~/.ssh/id_ed25519.pub shows yours; ssh-keygen -t ed25519 makes one)."
    else
      fleet.operatorKeys;
  keys = "/var/lib/nixfleet-keys";
in
{
  nixfleet.operators = {
    rootSshKeys = operatorKeys;
    users.admin = {
      isAdmin = true;
      sshAuthorizedKeys = operatorKeys;
    };
  };

  services.nixfleet-agent = {
    enable = true;
    controlPlaneUrl = "https://${fleet.controlPlane}:8080";
    # keys.sh makes them on the operator's machine and brings them here; they are in no Nix store.
    tls = {
      caCert = "${keys}/fleet-ca.pem";
      clientCert = "${keys}/agent.pem";
      clientKey = "${keys}/agent.key";
    };
  };

  services.nixfleet-cache = lib.mkIf (fleet.cache != null) {
    enable = true;
    cacheUrl = fleet.cache.url;
    inherit (fleet.cache) publicKey;
  };

  # What the kernel needs to find the disk on most machines. Add what yours needs: nixos-generate-config tells.
  boot.initrd.availableKernelModules = [
    "ahci"
    "mmc_block"
    "nvme"
    "sd_mod"
    "usb_storage"
    "virtio_blk"
    "virtio_pci"
    "virtio_scsi"
    "xhci_pci"
  ];
  hardware.enableRedistributableFirmware = true;

  assertions = [
    {
      assertion = !builtins.any (lib.hasInfix "REPLACE") (builtins.attrValues fleet.disks);
      message = ''
        No disk is named to install on: put it into `disks` in fleet.nix (it is erased). On a host, lsblk shows its disks.
      '';
    }
    {
      assertion = !lib.hasSuffix "example.com" fleet.controlPlane;
      message = ''
        No edge host would find its control plane: `controlPlane` in fleet.nix is still ${fleet.controlPlane}.
        Put the name there by which it is reached, and into .nixfleet.toml.
      '';
    }
  ];
}
