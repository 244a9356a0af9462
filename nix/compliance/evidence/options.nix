# The options of `compliance.evidence`: what is looked at, how often, and where the evidence goes.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) literalExpression mkOption types;
  cfg = config.compliance.evidence;
  secretPath = import ../../lib/secret-path.nix { inherit lib; };
  folder = import ../../lib/plain-folder.nix { inherit lib; };
  inherit (import ../../modules/_services/agent-types.nix { inherit lib; }) machineId;

  probe = types.submodule (
    { name, ... }:
    {
      options = {
        control = mkOption {
          type = types.strMatching "[a-z0-9][a-z0-9-]{0,63}" // {
            description = "name of a control, like usb-devices: at most 64 small letters, digits and dashes";
          };
          default = name;
          defaultText = literalExpression "<name>";
          description = "Control that the probe speaks for: what evidence, `compliance-check` and the control plane call it.";
          example = "usb-devices";
        };
        articles = mkOption {
          type = types.attrsOf (types.listOf types.str);
          default = { };
          description = "Articles that the control speaks for, by framework.";
          example = {
            nis2 = [ "21(g)" ];
          };
        };
        check = mkOption {
          type = types.package;
          description = "Package whose main program is the probe. Without arguments it prints one JSON object and ends with 0, whatever it found; any other end is an error. `compliant` decides; without it any `false` on the top level means that the control is not met. It runs as root, without network, and changes nothing.";
          example = literalExpression ''
            pkgs.writeShellApplication {
              name = "usb-devices";
              text = "echo '{\"usb_storage_absent\": true}'";
            }
          '';
        };
        required = mkOption {
          type = types.bool;
          default = false;
          description = "Whether a host on which the control fails is not healthy, where `compliance.gate.enable` is set. `compliance.gate.required` says the same of controls by name.";
          example = true;
        };
        timeoutSeconds = mkOption {
          type = types.ints.between 1 600;
          default = 30;
          description = "Seconds that the probe may take; after them it is ended, and the control is an error.";
          example = 60;
        };
      };
    }
  );
in
{
  options.compliance.package = mkOption {
    type = types.package;
    default = (pkgs.callPackage ../../packages { }).nixfleet-compliance;
    defaultText = literalExpression "(pkgs.callPackage (nixfleet + \"/nix/packages\") { }).nixfleet-compliance";
    description = "The package of the probes and of what collects, signs and checks their evidence.";
    example = literalExpression "inputs.nixfleet.packages.x86_64-linux.nixfleet-compliance";
  };

  options.compliance.evidence = {
    probes = mkOption {
      type = types.attrsOf probe;
      default = { };
      description = "Programs that look whether a control holds on the host. Every control of ours that is enabled has one here; a fleet adds its own.";
      example = literalExpression "{ usb-devices.check = pkgs.callPackage ./usb-devices.nix { }; }";
    };
    path = mkOption {
      type = types.listOf types.package;
      default = [ ];
      description = "Packages with programs that probes call, besides those of our own probes.";
      example = literalExpression "[ pkgs.zfs ]";
    };
    host = mkOption {
      type = machineId;
      default =
        let
          agent = config.services.nixfleet-agent or { };
        in
        if agent.enable or false then agent.machineId else config.networking.hostName;
      defaultText = literalExpression "config.services.nixfleet-agent.machineId where the agent is on, else config.networking.hostName";
      description = "Who the host is in its evidence. The control plane takes evidence of a machine only under the id of that machine.";
      example = "web-01";
    };
    staleAfterSeconds = mkOption {
      type = types.ints.between 60 (366 * 86400);
      default = import ./stale-after.nix cfg.collector.interval;
      defaultText = literalExpression "two hours where it is collected each hour, a day and two hours where each day, and so on";
      description = "Seconds after which evidence says nothing of now: `compliance-check` warns and ends with 1, and the gate collects anew.";
      example = 14400;
    };
    sbom.enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether a bill of materials of the running system (CycloneDX) is kept as `sbom.json` beside the evidence, made anew after each switch. The control `supply-chain` sets it.";
      example = true;
    };
    collector = {
      enable = mkOption {
        type = types.bool;
        default = cfg.probes != { };
        defaultText = literalExpression "config.compliance.evidence.probes != { }";
        description = "Whether the host runs all probes regularly, at every boot and after every switch, and keeps what they say as signed evidence.";
        example = true;
      };
      interval = mkOption {
        type = types.addCheck types.singleLineStr (text: builtins.match "[[:space:]]*" text == null) // {
          description = "when, as systemd.time(7) writes it under \"Calendar events\"";
        };
        default = "hourly";
        description = "When evidence is collected: `hourly`, `*-*-* 06:00:00` (`systemd-analyze calendar` shows what it means).";
        example = "*-*-* 06:00:00";
      };
      outputDir = mkOption {
        type = folder;
        default = "/var/lib/nixfleet-compliance";
        description = "Directory of the evidence: the newest as `evidence.json` with its signature, all that is kept below `history`.";
        example = "/data/compliance";
      };
      group = mkOption {
        type = types.str;
        default = "root";
        description = "Group that may read the evidence, which names users and services. Others may not; `compliance-check` without rights says so.";
        example = "auditors";
      };
      retentionDays = mkOption {
        type = types.ints.between 1 3660;
        default = 90;
        description = "Days for which evidence stays on the host. The control plane keeps each change for longer.";
        example = 365;
      };
      metricsFile = mkOption {
        type = types.nullOr (
          types.strMatching "/[A-Za-z0-9_./-]+[.]prom"
          // {
            description = "absolute path of a file that ends with .prom";
          }
        );
        default = null;
        description = "File of figures for the node exporter's collector `textfile`, in a folder that is there: each control and how it came out. A control plane has the same figures of the whole fleet.";
        example = "/var/lib/node-exporter/compliance.prom";
      };
      signingKey = mkOption {
        type = types.nullOr secretPath;
        default = import ./host-key.nix {
          inherit (config.services) openssh;
          secrets = config.nixfleet.secrets or { };
        };
        defaultText = lib.literalMD "the host's own ed25519 key, where sshd makes one (`services.openssh.hostKeys`) or `nixfleet.secrets` does";
        description = "SSH key (ed25519, without passphrase) that signs evidence. Null: it is not signed, and neither a control plane nor an auditor can believe it.";
        example = "/persist/etc/ssh/ssh_host_ed25519_key";
      };
    };
  };
}
