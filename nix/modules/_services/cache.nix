# The client of a binary cache on NixOS.
{ config, lib, ... }:
let
  cfg = config.services.nixfleet-cache;
  settings = import ../../lib/cache-settings.nix cfg;
in
{
  imports = [ ./cache-options.nix ];

  config = lib.mkIf cfg.enable {
    inherit (settings) assertions;
    nix.settings = {
      inherit (settings) substituters trusted-public-keys;
    }
    // lib.mapAttrs (_: lib.mkDefault) settings.patience;
  };
}
