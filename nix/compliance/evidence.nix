# Evidence of what a host is: probes run at every boot, after every switch and by a timer, and what they say is signed with the
# host's own key and kept. For any NixOS; what there is of NixFleet beside it is told where the evidence lies.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) mkDefault mkIf;
  cfg = config.compliance.evidence;
  inherit (cfg.collector) outputDir;

  command = import ./evidence/command.nix { inherit lib config pkgs; };
  program = command "nixfleet-compliance" [ ];
  settings = import ./evidence/host-settings.nix { inherit lib config; };
  units = import ./evidence/units.nix {
    program = lib.getExe program;
    systemctl = "${config.systemd.package}/bin/systemctl";
    inherit outputDir;
    inherit (cfg.collector) group metricsFile;
    hasBillOfMaterials = cfg.sbom.enable;
  };

  isState = lib.hasPrefix "/var/lib/" outputDir;
  folderProblem = (import ../lib/state-folder.nix "${outputDir}/evidence.json").problem;
  controls = map (probe: probe.control) (lib.attrValues cfg.probes);
  twice = lib.filter (control: lib.count (each: each == control) controls > 1) (lib.unique controls);
in
{
  imports = [
    ./evidence/options.nix
    ./gate.nix
    ./governance.nix
  ];

  config = lib.mkMerge [
    (mkIf (cfg.probes != { } || cfg.collector.enable) {
      assertions = [
        {
          assertion = twice == [ ];
          message = "compliance.evidence.probes has more than one probe of ${lib.concatStringsSep ", " twice}: evidence could not tell them apart. Give one of them another `control`.";
        }
      ];

      # Read by every program of evidence, also where nothing is collected by itself.
      environment.etc."nixfleet/compliance.json".text = builtins.toJSON settings;
      environment.systemPackages = [ program ];
    })

    (mkIf cfg.collector.enable (
      lib.mkMerge [
        {
          assertions = [
            {
              assertion = folderProblem == null;
              message = "compliance.evidence.collector.outputDir is ${outputDir}, which somebody else has something in, or which the collector cannot see, or which does not outlive a boot: choose a folder of its own, like /var/lib/nixfleet-compliance.";
            }
          ];
          warnings = lib.optional (cfg.collector.signingKey == null)
            "The compliance evidence of this host is not signed, and neither a control plane nor an auditor can believe it: enable services.openssh or nixfleet.secrets (the ed25519 host key that they make is taken), or set compliance.evidence.collector.signingKey.";

          systemd.services = units;

          systemd.timers.compliance-evidence-collector = import ./evidence/timer.nix cfg.collector.interval;

          systemd.tmpfiles.rules = mkIf (!isState) [ "d ${outputDir} 2750 root ${cfg.collector.group} -" ];
        }

        # What is not declared must not be set, not even under a condition that is false.
        (lib.optionalAttrs (options ? nixfleet.persistence) {
          nixfleet.persistence.directories = [
            {
              directory = outputDir;
              inherit (cfg.collector) group;
              mode = "2750";
            }
          ];
        })
        (lib.optionalAttrs (options ? services.nixfleet-agent) {
          services.nixfleet-agent.evidenceDir = mkDefault outputDir;
        })
      ]
    ))
  ];
}
