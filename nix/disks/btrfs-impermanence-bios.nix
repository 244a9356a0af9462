# A disk for BIOS with btrfs, whose root `nixfleet.impermanence` can wipe at every boot.
let
  parts = import ./partitions.nix;
in
import ./template.nix {
  name = "btrfs-impermanence-bios";
  takes = [
    "disk"
    "withSwap"
    "swapSize"
  ];
  partitions =
    {
      withSwap,
      swapSize,
      persistRoot,
      ...
    }:
    {
      boot = parts.biosBoot;
      root = parts.rest (
        parts.btrfs {
          inherit persistRoot withSwap swapSize;
          keepsBoot = true;
        }
      );
    };
}
