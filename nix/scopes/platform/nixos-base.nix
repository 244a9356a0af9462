# Time zone, language, keyboard and flakes, for NixOS hosts that are not made by mkHost.
{ config, lib, ... }:
let
  inherit (lib) mkDefault;
  cfg = config.hostSpec;
in
{
  imports = [ ../../modules/_host/host-spec.nix ];

  time.timeZone = mkDefault cfg.timeZone;
  i18n.defaultLocale = mkDefault cfg.locale;
  console.keyMap = mkDefault (import ../../lib/console-keymap.nix cfg.keyboardLayout);
  nix.settings.experimental-features = [
    "nix-command"
    "flakes"
  ];
}
