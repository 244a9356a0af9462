# What an administrator expects on any machine.
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
      pkgs.unixtools.ifconfig
      pkgs.unixtools.netstat
      pkgs.xdg-utils
    ];
  };
}
