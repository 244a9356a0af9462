# The inputs of our flake, as far as they are needed to evaluate hosts: nixpkgs is the real one where it is whole, and its
# `lib` over stubs of the options where that is all there is.
{ nixpkgs }:
let
  lib = import (nixpkgs + "/lib");
  isWhole = builtins.pathExists (nixpkgs + "/nixos/lib/eval-config.nix");
  stubs = import ./options.nix { inherit lib; };
  systems = [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "aarch64-darwin"
  ];

  system =
    stub: class:
    { modules, specialArgs }:
    let
      evaluated = lib.evalModules {
        inherit class;
        specialArgs = {
          modulesPath = toString ./modules;
        }
        // specialArgs;
        modules = [
          stub
          (
            { config, ... }:
            {
              _module.args.pkgs = import ./pkgs.nix {
                inherit lib;
                system = config.nixpkgs.hostPlatform;
              };
            }
          )
        ]
        ++ modules;
      };
    in
    evaluated // { inherit (evaluated._module.args) pkgs; };
in
{
  nixpkgs = {
    lib =
      lib
      // (
        if isWhole then
          {
            nixosSystem = args: import (nixpkgs + "/nixos/lib/eval-config.nix") ({ system = null; } // args);
          }
        else
          { nixosSystem = system stubs.nixos "nixos"; }
      );
    legacyPackages = lib.genAttrs systems (
      system:
      if isWhole then import nixpkgs { inherit system; } else import ./pkgs.nix { inherit lib system; }
    );
    outPath = toString nixpkgs;
  };
  darwin.lib.darwinSystem = system stubs.darwin "darwin";
  disko.nixosModules.disko = stubs.disko;
  impermanence.nixosModules.impermanence = stubs.impermanence;
  home-manager.nixosModules.home-manager = stubs.home-manager;
  home-manager.darwinModules.home-manager = stubs.home-manager;
  microvm.nixosModules.host = stubs.microvm-host;
  flake-parts = import ./flake-parts.nix { inherit lib; };
  treefmt-nix.flakeModule = stubs.treefmt;
  nixos-anywhere.packages = lib.genAttrs systems (
    system: { inherit ((import ./pkgs.nix { inherit lib system; })) nixos-anywhere; }
  );
}
