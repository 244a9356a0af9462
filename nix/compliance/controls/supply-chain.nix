# That it is known what the system is made of, and from when.
{ config, lib, ... }:
let
  cfg = config.compliance.controls.supplyChain;
  inherit (config.compliance) fleet;
in
{
  imports = [
    (import ../lib/control.nix {
      id = "supply-chain";
      options =
        { lib, ... }:
        let
          inherit (lib) types;
        in
        {
          sbomGeneration = {
            type = types.bool;
            default = true;
            stricter = "true";
            requirement = "sbom";
            description = "Whether a bill of materials of the running system has to be there. Enforced, the host makes one (`compliance.evidence.sbom.enable`).";
            example = false;
          };
          inputStalenessWarningDays = {
            type = types.ints.positive;
            default = 30;
            stricter = "smaller";
            requirement = "inputs-fresh";
            description = "How old an input of the fleet's flake may be (`compliance.fleet.inputs`), in days.";
            example = 14;
          };
        };
      probe =
        { config, ... }:
        {
          inherit (config.compliance.fleet) inputs;
          configurationRevision = config.compliance.fleet.revision;
          sbomFile = "${config.compliance.evidence.collector.outputDir}/sbom.json";
        };
    })
  ];

  config = lib.mkIf cfg.enable {
    compliance.evidence.sbom.enable = lib.mkIf (cfg.sbomGeneration && cfg._meta.enforces "sbom") (
      lib.mkDefault true
    );

    warnings = lib.optional (fleet.revision == null) ''
      compliance.controls.supplyChain: nobody knows which revision of the configuration this host is built from. Give mkHost
      `self`, or set system.configurationRevision = self.rev or self.dirtyRev or null.'';
  };
}
