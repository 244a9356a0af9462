# The gate is a health check of the agent, and requires what it is told to.
{
  lib,
  aHost,
  inputs,
  ...
}:
let
  pkgs = inputs.nixpkgs.legacyPackages.x86_64-linux;
  host =
    module:
    aHost {
      modules = [
        ../../compliance/evidence.nix
        {
          compliance.evidence.probes = lib.genAttrs [ "usb-devices" "air-gap" "noise" ] (control: {
            check = pkgs.writeShellScriptBin control "echo {}";
          });
          services.openssh.hostKeys = [
            {
              type = "ed25519";
              path = "/etc/ssh/ssh_host_ed25519_key";
            }
          ];
          services.openssh.enable = true;
        }
        module
      ];
    };
  agent.services.nixfleet-agent = {
    enable = true;
    controlPlaneUrl = "https://cp.test:8080";
  };
  gated = host {
    imports = [ agent ];
    compliance.gate = {
      enable = true;
      required = [ "usb-devices" ];
    };
    compliance.evidence.probes.air-gap.required = true;
  };
  open = host agent;
  hopeless = host {
    imports = [ agent ];
    compliance.evidence.probes.backup-retention.check = pkgs.writeShellScriptBin "backups" "echo {}";
    compliance.gate = {
      enable = true;
      required = [
        "usb-devices"
        "backup-retention"
      ];
    };
  };
  withoutAgent = host {
    compliance.gate = {
      enable = true;
      required = [ "usb-devices" ];
    };
  };

  checksOf = config: (builtins.fromJSON config.environment.etc."nixfleet/health-checks.json".text).command;
  required =
    config:
    map (probe: probe.control) (
      lib.filter (probe: probe.required) (
        builtins.fromJSON config.environment.etc."nixfleet/compliance.json".text
      ).probes
    );
in
[
  {
    check = checksOf open == [ ] && required open == [ ];
    msg = "without the gate the agent has no check of it";
  }
  {
    check =
      map (check: check.name) (checksOf gated) == [ "compliance" ]
      && lib.all (check: lib.hasSuffix "/bin/compliance-gate" check.command) (checksOf gated);
    msg = "with it the agent has one";
  }
  {
    check =
      lib.all (check: check.timeout < gated.services.nixfleet-agent.confirmTimeout) (checksOf gated)
      && gated.warnings == [ ];
    msg = "which has an answer before the host is taken back for want of one";
  }
  {
    check = lib.any (lib.hasInfix "compliance.gate.required names backup-retention: whether") hopeless.warnings;
    msg = "a gate that a switch cannot open is warned of";
  }
  {
    check = required gated == [
      "air-gap"
      "usb-devices"
    ];
    msg = "what is required is what the list or the probe says";
  }
  {
    check = lib.any (lib.hasInfix "compliance.gate.enable does nothing") withoutAgent.warnings;
    msg = "a gate without an agent is warned of";
  }
]
