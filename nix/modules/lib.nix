# The functions that a fleet's flake calls.
{
  config,
  inputs,
  lib,
  ...
}:
{
  options.nixfleet.lib = lib.mkOption {
    type = lib.types.lazyAttrsOf lib.types.raw;
    readOnly = true;
    description = "The functions of NixFleet's flake, `nixfleet.lib` to a fleet: mkHost, mkVmApps, checkFleet.";
  };

  config = {
    nixfleet.lib = {
      mkHost = import ../lib/mk-host.nix {
        inherit inputs;
        inherit (config.flake) scopes;
      };
      mkVmApps = import ../lib/vm-apps.nix { inherit inputs; };
      checkFleet = import ../lib/check-fleet.nix;
    };
    flake.lib = config.nixfleet.lib;
  };
}
