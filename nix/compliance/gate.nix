# The gate: a host on which a required control fails after a switch is not healthy, so that a rollout stops, and the agent takes the
# host back. It is a health check like any other: agents of v0.1.1 know it.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  cfg = config.compliance.gate;
  inherit (config.compliance) evidence;

  command = import ./evidence/command.nix { inherit lib config pkgs; };
  checked = map (probe: probe.control) (lib.attrValues evidence.probes);
  byProbe = lib.filter (probe: probe.required) (lib.attrValues evidence.probes);
  unknown = lib.subtractLists checked cfg.required;
  required = lib.unique (cfg.required ++ map (probe: probe.control) byProbe);

  # Of these time decides, or people, or a restart: a host that does not meet them takes back each switch, also the one that
  # would mend it.
  notBySwitch = lib.intersectLists [
    "backup-retention"
    "baseline-hardening"
    "change-management"
    "disaster-recovery"
    "encryption-at-rest"
    "incident-response"
    "key-management"
    "secure-boot"
    "supply-chain"
    "vulnerability-mgmt"
  ] required;
  list = lib.concatStringsSep ", ";
in
{
  options.compliance.gate = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the agent takes a failing required control for a failing health check, named `compliance`: after a switch the host goes back to what it was, and a rollout that waits for its health stops.";
      example = true;
    };
    required = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Controls that must be compliant, or exempt by an exception that still holds. Choose those that a switch can break: a control that nobody has met yet (no backup so far) would take back every switch.";
      example = [
        "access-control"
        "encryption-in-transit"
      ];
    };
    timeoutSeconds = mkOption {
      type = types.ints.between 1 3600;
      # The probes run beside each other, some at a time; what is around them takes its time as well.
      default = 30 + lib.foldl' lib.max 0 (map (probe: probe.timeoutSeconds) (lib.attrValues evidence.probes));
      defaultText = lib.literalMD "30 more than the slowest probe may take";
      description = "Seconds that the gate may take: after a switch it collects evidence of the new system. It has to be less than `services.nixfleet-agent.confirmTimeout`.";
      example = 60;
    };
  };

  config = mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = cfg.required != [ ] || byProbe != [ ];
            message = "compliance.gate.enable is set, and no control is required, so that the gate would always be open: name some in compliance.gate.required (there ${
              if checked == [ ] then "is no control on this host yet" else "are ${list checked}"
            }).";
          }
          {
            assertion = unknown == [ ];
            message = "compliance.gate.required names ${list unknown}, which nothing checks on this host: enable the control (compliance.controls), or take it out of the list. Checked are: ${
              if checked == [ ] then "none" else list checked
            }.";
          }
          {
            assertion = evidence.collector.enable;
            message = "compliance.gate.enable needs evidence, and compliance.evidence.collector.enable is false: set it to true, or the gate to false.";
          }
        ];
        warnings =
          lib.optional (!(config.services.nixfleet-agent.enable or false))
            "compliance.gate.enable does nothing on this host: it is a health check of the agent, and services.nixfleet-agent.enable is not set."
          ++
            lib.optional (notBySwitch != [ ])
              "compliance.gate.required names ${list notBySwitch}: whether that is met, time, people or a restart decide and not a switch, so that a host that does not meet it takes back every switch, also one that would mend it. Take it out, and watch it with nixfleet compliance.";
      }
      # What is not declared must not be set, not even under a condition that is false.
      (lib.optionalAttrs (options ? services.nixfleet-agent) {
        services.nixfleet-agent.healthChecks.command = [
          {
            name = "compliance";
            command = lib.getExe (command "compliance-gate" [ "gate" ]);
            timeout = cfg.timeoutSeconds;
          }
        ];
      })
    ]
  );
}
