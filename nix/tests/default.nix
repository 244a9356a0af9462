# The evaluation tests: pure expressions over the real module system.
#
#   nix-instantiate --eval --strict --json nix/tests -A failures --arg nixpkgs /path/to/nixpkgs
#
# `nixpkgs` is a whole nixpkgs, or a folder that has only its `lib`.
{ nixpkgs }:
let
  inputs = import ./stub/inputs.nix { inherit nixpkgs; };
  inherit (inputs.nixpkgs) lib;
  scopes = import ../scopes { inherit inputs; };
  mkHost = import ../lib/mk-host.nix { inherit inputs scopes; };

  # `<folder>/<name>.nix` by its name.
  filesOf =
    folder:
    lib.mapAttrs' (file: _: lib.nameValuePair (lib.removeSuffix ".nix" file) (folder + "/${file}")) (
      lib.filterAttrs (file: _: lib.hasSuffix ".nix" file) (builtins.readDir folder)
    );

  hosts = lib.mapAttrs (hostName: file: mkHost ({ inherit hostName; } // import file { inherit lib scopes; })) (
    filesOf ./fleet
  );

  context = {
    inherit
      lib
      hosts
      inputs
      mkHost
      scopes
      ;
  };

  checks = lib.mapAttrs (_: file: import file context) (filesOf ./eval);
in
{
  inherit hosts checks;

  # What is false of each check; a fleet that is well has only empty lists here.
  failures = lib.mapAttrs (
    _: found: map (each: each.msg) (builtins.filter (each: !each.check) found)
  ) checks;

  # Each is an expression that must be refused, and what the refusal has to say.
  refusals = lib.mapAttrs (_: file: import file context) (filesOf ./refusals);
}
