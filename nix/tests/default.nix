# The evaluation tests: pure expressions over the real module system.
#
#   nix-instantiate --eval --strict --json nix/tests -A failures --arg nixpkgs /path/to/nixpkgs
#
# `nixpkgs` is a whole nixpkgs, or a folder that has only its `lib`; our flake gives its own inputs instead.
{
  nixpkgs ? null,
  inputs ? import ./stub/inputs.nix { inherit nixpkgs; },
}:
let
  inherit (inputs.nixpkgs) lib;
  scopes = import ../scopes { inherit inputs; };
  mkHost = import ../lib/mk-host.nix { inherit inputs scopes; };

  filesOf = import ../lib/nix-files.nix { inherit lib; };

  written = lib.mapAttrs (_: file: import file { inherit lib scopes; }) (filesOf ./fleet);

  hosts = lib.mapAttrs (hostName: of: mkHost ({ inherit hostName; } // of)) written;

  # Which host is a Mac, without evaluating any.
  platforms = lib.mapAttrs (_: of: of.platform) written;

  aHost = import ./a-host.nix { inherit mkHost; };

  context = {
    inherit
      aHost
      lib
      everything
      hosts
      inputs
      mkHost
      scopes
      ;
  };

  # A host of each system with all that we have, nothing of it enabled.
  everything = import ./everything.nix { inherit mkHost scopes lib; };

  checks = lib.mapAttrs (_: file: import file context) (filesOf ./eval);
in
{
  inherit
    checks
    everything
    hosts
    mkHost
    platforms
    scopes
    ;

  # What is false of each check; a fleet that is well has only empty lists here.
  failures = lib.mapAttrs (
    _: found: map (each: each.msg) (builtins.filter (each: !each.check) found)
  ) checks;

  # docs/nix/options.md.
  optionReference = import ../lib/option-reference.nix {
    inherit lib;
    nixos = everything.nixos.options;
    darwin = everything.darwin.options;
  };

  # Each is an expression that must be refused, and what the refusal has to say.
  refusals = lib.mapAttrs (_: file: import file context) (filesOf ./refusals);
}
