# What an operator misses on a machine reached from a modern terminal: its terminfo entry, and the means to fetch and unpack.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  cfg = config.nixfleet.terminalCompat;
in
{
  options.nixfleet.terminalCompat.enable = mkOption {
    type = types.bool;
    default = false;
    description = ''
      Whether to install the terminfo entries of kitty and Alacritty (without them a shell reached by SSH from these
      terminals misbehaves), and wget, curl and unzip.
    '';
    example = true;
  };

  config = mkIf cfg.enable {
    environment.systemPackages = [
      pkgs.kitty.terminfo
      pkgs.alacritty.terminfo
      pkgs.wget
      pkgs.curl
      pkgs.unzip
    ];
  };
}
