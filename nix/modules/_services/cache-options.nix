# The options of `services.nixfleet-cache`, on NixOS and on macOS: which caches a host takes packages from.
{ lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;

  cache = {
    cacheUrl = mkOption {
      type = types.strMatching "[!-~]+";
      description = "URL of the cache. It stands in a file that everybody can read: passwords and tokens belong into Nix's `netrc-file`.";
      example = "http://cache.example.com:5000";
    };
    publicKey = mkOption {
      type = types.strMatching "[^:[:space:]]+:[A-Za-z0-9+/]{43}=" // {
        description = "public key of a cache, as NAME:BASE64";
      };
      description = "Public key that the cache signs with.";
      example = "cache.example.com-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";
    };
    priority = mkOption {
      type = types.nullOr types.ints.unsigned;
      default = null;
      description = "Which cache is asked first: that with the lowest number; cache.nixos.org has 40. Null: as the cache says itself (harmonia: 50).";
      example = 30;
    };
  };
in
{
  options.services.nixfleet-cache = {
    enable = mkEnableOption "the fleet's binary cache as a source of packages";
    inherit (cache) cacheUrl publicKey priority;

    additional = mkOption {
      type = types.listOf (types.submodule { options = cache; });
      default = [ ];
      description = "More caches, beside the first.";
      example = [
        {
          cacheUrl = "https://attic.example.com/fleet";
          publicKey = "fleet:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";
        }
      ];
    };
    connectTimeout = mkOption {
      type = types.ints.positive;
      default = 5;
      description = "Seconds after which a cache that does not answer is given up. It is for all caches of the host.";
      example = 2;
    };
    fallback = mkOption {
      type = types.bool;
      default = true;
      description = "Whether a build goes on without a cache that fails: Nix asks it no more for a minute, takes what it can from the others, and builds the rest.";
      example = false;
    };
  };
}
