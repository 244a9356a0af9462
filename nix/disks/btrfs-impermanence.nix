# A disk for UEFI with btrfs, whose root `nixfleet.impermanence` can wipe at every boot.
let
  parts = import ./partitions.nix;
in
import ./template.nix {
  name = "btrfs-impermanence";
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
      persistRoot,
      ...
    }:
    {
      ESP = parts.esp espSize;
      root = parts.rest (parts.btrfs { inherit persistRoot withSwap swapSize; });
    };
}
