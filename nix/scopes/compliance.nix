# What a fleet adds to the compliance modules (nix/compliance): which state of the fleet a host was built from, and that its
# evidence outlives a restart. It needs none of them.
{
  config,
  lib,
  options,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  cfg = config.nixfleet.compliance;
  hasCollector = options ? compliance.evidence.collector;
in
{
  imports = [ ../modules/_host/persistence.nix ];

  options.nixfleet.compliance = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the host is ready for compliance evidence: it knows the fleet's revision, and what is in `evidenceDir` is kept.";
      example = true;
    };
    evidenceDir = mkOption {
      type = import ../lib/plain-folder.nix { inherit lib; };
      default = "/var/lib/nixfleet-compliance";
      description = "Directory of the evidence; `compliance.evidence.collector.outputDir` follows it where the compliance modules are imported.";
      example = "/data/compliance";
    };
    revision = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "Revision of the fleet's own flake, for hosts that are made without `mkHost` or without its argument `self`: `self.rev or self.dirtyRev or null`. Evidence and reports name it.";
      example = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";
    };
  };

  config = mkIf cfg.enable (
    lib.mkMerge [
      {
        # Stronger than mkHost, which knows nothing when it was given no `self`; weaker than a plain value.
        system.configurationRevision = mkIf (cfg.revision != null) (lib.mkOverride 900 cfg.revision);

        warnings = lib.optional (config.system.configurationRevision == null)
          "Nobody can tell from the compliance evidence of this host which state of the fleet it was built from: give mkHost `inherit self;`, or set nixfleet.compliance.revision.";
      }
      # What is not declared must not be set, not even under a condition that is false.
      (
        if hasCollector then
          # What is collected there is kept there, wherever a host puts it in the end.
          { compliance.evidence.collector.outputDir = lib.mkDefault cfg.evidenceDir; }
        else
          {
            nixfleet.persistence.directories = [
              {
                directory = cfg.evidenceDir;
                mode = "0750";
              }
            ];
          }
      )
    ]
  );
}
