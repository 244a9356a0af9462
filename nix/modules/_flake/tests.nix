# Checks of a fleet's own hosts, which fail while they are instantiated: `nix flake check --no-build` sees it.
#   checks.<system>.fleet      the hosts together: names, machine ids, https
#   checks.<system>.host-NAME  what the modules of one host assert: somebody can log in, certificates come with keys ...
{ inputs }:
{ config, lib, ... }:
let

  hosts = {
    nixosConfigurations = config.flake.nixosConfigurations or { };
    darwinConfigurations = config.flake.darwinConfigurations or { };
  };

  # By name: one of each kind may have the same.
  byName = lib.zipAttrs (lib.attrValues hosts);

  failed = lib.concatMap (host: builtins.filter (one: !one.assertion) host.config.assertions);

  problemOf =
    name: found:
    if found == [ ] then
      null
    else
      "The host ${name} is not well:\n${lib.concatMapStringsSep "\n" (one: "- ${one.message}") found}";

  ofFleet = import ../../lib/fleet-problems.nix hosts;
in
{
  perSystem =
    { system, ... }:
    let
      evalCheck = import ../../lib/eval-check.nix {
        pkgs = inputs.nixpkgs.legacyPackages.${system};
      };
    in
    {
      checks = {
        fleet = evalCheck "fleet" (
          if ofFleet == [ ] then
            null
          else
            "The fleet is not well:\n${lib.concatMapStringsSep "\n" (problem: "- ${problem}.") ofFleet}"
        );
      }
      // lib.mapAttrs' (
        name: named:
        lib.nameValuePair "host-${name}" (evalCheck "host-${name}" (problemOf name (failed named)))
      ) byName;
    };
}
