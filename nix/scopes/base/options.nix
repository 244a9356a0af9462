# The switch of the base scope, declared alike for NixOS and for macOS.
{ lib, ... }:
{
  options.nixfleet.base.enable = lib.mkOption {
    type = lib.types.bool;
    default = true;
    description = "Whether the host has the basic tools of an administrator.";
    example = false;
  };
}
