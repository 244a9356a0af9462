# Partitioning by disko, whose module is imported beside this one in default.nix; a disk template of nix/disks says what the
# disk looks like.
{ config, lib, ... }:
let
  cfg = config.nixfleet.disko;
in
{
  options.nixfleet.disko.enable = lib.mkOption {
    type = lib.types.bool;
    default = true;
    description = ''
      Whether the host mounts what `disko.devices` lays out. Without it the host's own `fileSystems` count, and disko only
      formats when it is told to.
    '';
    example = false;
  };

  config = lib.mkIf (!cfg.enable) { disko.enableConfig = lib.mkDefault false; };
}
