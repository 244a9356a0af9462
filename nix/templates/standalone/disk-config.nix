# The disk, and how it is laid out. Installing ERASES it.
{ lib, nixfleet, ... }:
let
  # EDIT: `ls -l /dev/disk/by-id/` on the machine names its disks; these names stay the same when others are added.
  disk = "/dev/disk/by-id/REPLACE-WITH-THE-DISK";
in
{
  # Others: btrfs-impermanence, luks-btrfs-impermanence, ext4; btrfs-bios and btrfs-impermanence-bios for machines without UEFI.
  imports = [ (nixfleet.diskoTemplates.btrfs { inherit disk; }) ];

  assertions = [
    {
      assertion = !lib.hasInfix "REPLACE" disk;
      message = ''
        myhost has no disk yet: put the one to install on (it is erased) into disk-config.nix.
        On the machine, ls -l /dev/disk/by-id/ names them; without such names it is /dev/sda, /dev/vda or /dev/nvme0n1.
      '';
    }
  ];
}
