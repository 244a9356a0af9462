# The disk templates: functions from parameters to a module that stands in `modules` as it is, all of one shape. `disko` is
# the scope that brings disko's own module; the files themselves come without it.
{ disko }:
let
  bound = template: parameters: {
    imports = [
      disko
      (template parameters)
    ];
  };
in
builtins.mapAttrs (_: bound) {
  btrfs = import ./btrfs.nix;
  btrfs-bios = import ./btrfs-bios.nix;
  btrfs-impermanence = import ./btrfs-impermanence.nix;
  btrfs-impermanence-bios = import ./btrfs-impermanence-bios.nix;
  ext4 = import ./ext4.nix;
  luks-btrfs-impermanence = import ./luks-btrfs-impermanence.nix;
}
