# Modules, scopes and disk templates, for flakes that make their systems with or without mkHost.
{ inputs, ... }:
let
  modules = import ../lib/service-modules.nix { inherit inputs; };
  scopes = import ../scopes { inherit inputs; };
in
{
  flake = {
    nixosModules = modules.nixos;
    darwinModules = modules.darwin;
    inherit scopes;
    # By the name that Nix users look for; the same functions.
    diskoTemplates = scopes.disk-templates;
  };
}
