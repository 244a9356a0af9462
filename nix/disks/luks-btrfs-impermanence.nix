# The disk of btrfs-impermanence, encrypted: all but /boot. The passphrase is asked for at installation and at every boot.
let
  parts = import ./partitions.nix;
in
import ./template.nix {
  name = "luks-btrfs-impermanence";
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
      root = parts.rest (parts.luks (parts.btrfs { inherit persistRoot withSwap swapSize; }));
    };
}
