# Makes the module of a framework: a switch, and what the framework demands by it. Demands are defaults of the controls' options: a
# host that says otherwise has the last word, and it is said (governance.nix).
{
  id,
  # The option that chooses the level, but for its description: type, default, example.
  switch,
  # What the host is to the framework, by the framework's own options.
  kinds ? _: [ ],
  # The framework wants its evidence always as often.
  hasAuditCycle ? true,
}:
{ config, lib, ... }:
let
  inherit (lib) mkDefault mkOption types;
  framework = (import ./catalogue.nix).frameworks.${id};
  inherit (framework) preset;
  cfg = config.compliance.frameworks.${id};

  demands = import ./preset-demands.nix {
    inherit preset;
    chosen = cfg.${preset.switch.option};
    kinds = kinds cfg;
  };

  ofFolder = import ../../lib/nix-files.nix { inherit lib; };
in
{
  key = "nixfleet/compliance/framework/${id}";
  imports = [
    ../governance.nix
    ../evidence.nix
    ../check.nix
  ]
  ++ lib.attrValues (ofFolder ../controls);

  options.compliance.frameworks.${id} = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the host is to meet ${framework.title} (${framework.document}): its controls are on, with the values that it demands.";
      example = true;
    };
    ${preset.switch.option} = mkOption switch;
  }
  // lib.optionalAttrs hasAuditCycle {
    auditCycle = mkOption {
      type = types.str;
      default = demands.auditCycle;
      defaultText = lib.literalMD "`hourly` where the framework is strict, else `*-*-* 06:00:00`";
      description = "How often evidence is collected: a calendar expression of systemd. Of several frameworks the one that wants it hourly counts, else the strictest.";
      example = "*-*-* 00/4:00:00";
    };
  };

  config = lib.mkIf cfg.enable {
    compliance = {
      requirements.${id} = {
        inherit (demands) level controls;
        auditCycle = cfg.auditCycle or demands.auditCycle;
      };
      evidence.collector.interval = mkDefault (
        import ./audit-cycle.nix config.compliance.requirements
      );
      check.enable = mkDefault true;
    };
  };
}
