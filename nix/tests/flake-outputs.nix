# What a fleet's flake gets as `nixfleet`, as far as it is not for one system: functions, modules, scopes, disk templates.
{ inputs }:
let
  inherit (inputs.nixpkgs) lib;
in
(lib.evalModules {
  specialArgs = { inherit inputs; };
  modules = [
    ../modules/lib.nix
    ../modules/nixos-modules.nix
    { options.flake = lib.mkOption { type = lib.types.lazyAttrsOf lib.types.raw; }; }
  ];
}).config.flake
