# A disk for UEFI with btrfs, whose root is kept.
let
  parts = import ./partitions.nix;
in
import ./template.nix {
  name = "btrfs";
  takes = [
    "disk"
    "espSize"
    "withSwap"
    "swapSize"
  ];
  partitions =
    {
      espSize,
      withSwap,
      swapSize,
      ...
    }:
    {
      ESP = parts.esp espSize;
      root = parts.rest (parts.btrfs { inherit withSwap swapSize; });
    };
}
