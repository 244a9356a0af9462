# Modules, scopes and disk templates, for flakes that make their systems with or without mkHost. A scope or a role is under its name
# in `scopes` and, as Nix users look for modules, in the outputs for them.
{ inputs, lib, ... }:
let
  modules = import ../lib/service-modules.nix { inherit inputs; };
  scopes = import ../scopes { inherit inputs; };

  named = removeAttrs scopes [
    "roles"
    "platform"
    "disk-templates"
  ];
  # `baseDarwin` is `base` where everything is for macOS.
  endingWith =
    suffix:
    lib.mapAttrs' (name: lib.nameValuePair (lib.removeSuffix suffix name)) (
      lib.filterAttrs (name: _: lib.hasSuffix suffix name) named
    );
  forNixos = lib.filterAttrs (
    name: _: !lib.hasSuffix "Darwin" name && !lib.hasSuffix "Hm" name
  ) named;
  roles = lib.mapAttrs' (name: lib.nameValuePair "role-${name}") scopes.roles;
in
{
  flake = {
    # `compliance` is the scope with all that it is about.
    nixosModules =
      forNixos
      // roles
      // {
        platform-base = scopes.platform.nixos-base;
      }
      // import ../lib/compliance-modules.nix { inherit lib; }
      // modules.nixos;
    darwinModules =
      endingWith "Darwin"
      // {
        platform-base = scopes.platform.darwin-base;
      }
      // modules.darwin;
    homeManagerModules = endingWith "Hm";
    inherit scopes;
    # By the name that Nix users look for; the same functions.
    diskoTemplates = scopes.disk-templates;
  };
}
