# What an administrator expects on a Mac.
{
  config,
  lib,
  pkgs,
  ...
}:
{
  imports = [ ./base/options.nix ];

  config = lib.mkIf config.nixfleet.base.enable {
    environment.systemPackages = [
      pkgs.dockutil
      pkgs.mas
    ];
  };
}
