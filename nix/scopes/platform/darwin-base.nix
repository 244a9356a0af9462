# Time zone and flakes, for Macs that are not made by mkHost.
{ config, lib, ... }:
{
  imports = [ ../../modules/_host/host-spec.nix ];

  time.timeZone = lib.mkDefault config.hostSpec.timeZone;
  nix.settings.experimental-features = [
    "nix-command"
    "flakes"
  ];
}
