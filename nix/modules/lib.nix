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
    description = "The functions of NixFleet's flake, `nixfleet.lib` to a fleet: mkHost, mkVmApps, checkFleet, and the catalogue of compliance.";
  };

  config = {
    nixfleet.lib = {
      mkHost = import ../lib/mk-host.nix {
        inherit inputs;
        inherit (config.flake) scopes;
      };
      mkVmApps = import ../lib/vm-apps.nix { inherit inputs; };
      checkFleet = import ../lib/check-fleet.nix;
      compliance = import ../lib/compliance-catalogue.nix { inherit lib; } // {
        # For flakes without flake-parts: `complianceReports = nixfleet.lib.compliance.reportsOf self.nixosConfigurations;`
        reportsOf = import ../lib/compliance-reports.nix { inherit lib; };
      };
    };
    flake.lib = config.nixfleet.lib;
  };
}
