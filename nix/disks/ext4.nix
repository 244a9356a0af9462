# A disk for UEFI with ext4: nothing but a root.
let
  parts = import ./partitions.nix;
in
import ./template.nix {
  name = "ext4";
  takes = [
    "disk"
    "espSize"
  ];
  partitions =
    { espSize, ... }:
    {
      ESP = parts.esp espSize;
      root = parts.rest parts.ext4;
    };
}
