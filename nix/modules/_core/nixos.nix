# What every NixOS host of a fleet has: Nix, a network, a way in, its language. Users, boot loader, kernel and desktop are
# not its business. Works without mkHost too: it brings the options of hostSpec.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (config) hostSpec;
in
{
  imports = [
    ../_host/host-spec.nix
    ./nixos-nix.nix
    ./nixos-network.nix
    ./nixos-login.nix
  ];

  time.timeZone = lib.mkDefault hostSpec.timeZone;
  i18n.defaultLocale = lib.mkDefault hostSpec.locale;
  console.keyMap = lib.mkDefault (import ../../lib/console-keymap.nix hostSpec.keyboardLayout);
  services.xserver.xkb.layout = lib.mkDefault hostSpec.keyboardLayout;

  environment.systemPackages = [
    pkgs.git
    pkgs.inetutils
  ];

  nixpkgs = lib.mkIf (!options.nixpkgs.pkgs.isDefined) {
    config = lib.mkDefault (import ./nixpkgs-config.nix);
  };
}
