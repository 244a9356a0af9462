# flake-parts as far as our modules use it, over `lib` alone: options per system, which become outputs.
{ lib }:
let
  inherit (lib) mkOption types;

  # The outputs that have the system below their name. `formatter` is one package, the others are sets.
  sets = [
    "apps"
    "checks"
    "devShells"
    "legacyPackages"
    "packages"
  ];
  option =
    type: default:
    mkOption {
      inherit type default;
      description = "Stub.";
    };
  perSystemOptions = {
    options = lib.genAttrs sets (_: option (types.lazyAttrsOf types.raw) { }) // {
      formatter = option (types.nullOr types.raw) null;
    };
  };

  base =
    { config, ... }:
    let
      ofSystem =
        system:
        (lib.evalModules {
          modules = [
            perSystemOptions
            config.perSystem
          ];
          specialArgs = { inherit system; };
        }).config;
      all = lib.genAttrs config.systems ofSystem;
    in
    {
      options = {
        systems = option (types.listOf types.str) [ ];
        perSystem = option types.deferredModule { };
        flake = option (types.submodule { freeformType = types.lazyAttrsOf types.raw; }) { };
      };
      config.flake = lib.genAttrs (sets ++ [ "formatter" ]) (
        name: lib.mapAttrs (_: found: found.${name}) all
      );
    };
in
{
  lib.mkFlake =
    {
      inputs,
      self ? inputs.self or { },
      specialArgs ? { },
    }:
    module:
    (lib.evalModules {
      modules = [
        base
        module
      ];
      specialArgs = {
        inherit inputs self;
      }
      // specialArgs;
    }).config.flake;
}
