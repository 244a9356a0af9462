# The client of a binary cache on macOS: in Nix's own file where something else (Determinate Nix) keeps nix.conf.
{ config, lib, ... }:
let
  inherit (lib) mkIf mkMerge;
  cfg = config.services.nixfleet-cache;
  settings = import ../../lib/cache-settings.nix cfg;

  words = lib.concatStringsSep " ";
  value = each: if lib.isBool each then lib.boolToString each else toString each;
in
{
  imports = [
    ./cache-options.nix
    ../_host/nix-custom-conf.nix
  ];

  config = mkIf cfg.enable (mkMerge [
    { inherit (settings) assertions; }
    (mkIf config.nix.enable {
      nix.settings = {
        inherit (settings) substituters trusted-public-keys;
      }
      // lib.mapAttrs (_: lib.mkDefault) settings.patience;
    })
    (mkIf (!config.nix.enable) {
      nixfleet.nixCustomConf = ''
        extra-substituters = ${words settings.substituters}
        extra-trusted-public-keys = ${words settings.trusted-public-keys}
        ${lib.concatStringsSep "\n" (
          lib.mapAttrsToList (name: each: "${name} = ${value each}") settings.patience
        )}
      '';
    })
  ]);
}
