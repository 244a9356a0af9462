# A disk for BIOS with btrfs, whose root is kept.
let
  parts = import ./partitions.nix;
in
import ./template.nix {
  name = "btrfs-bios";
  takes = [
    "disk"
    "withSwap"
    "swapSize"
  ];
  partitions =
    {
      withSwap,
      swapSize,
      ...
    }:
    {
      boot = parts.biosBoot;
      root = parts.rest (parts.btrfs { inherit withSwap swapSize; });
    };
}
