# What frameworks demand of a host, and where it says otherwise: that is warned of, and stands in the report.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.compliance;
  inherit (cfg) governance;

  catalogue = import ./lib/catalogue.nix;
  levels = import ./lib/levels.nix;
  strictness = import ./lib/strictness.nix;

  demandedLevels = lib.filter (level: level != null) (
    lib.mapAttrsToList (_: of: of.level) cfg.requirements
  );

  requirement = types.submodule {
    options = {
      level = mkOption {
        type = types.nullOr (types.enum levels);
        default = null;
        description = "The level of rules that it demands; null: it has nothing to say of that.";
        example = "strict";
      };
      auditCycle = mkOption {
        type = types.nullOr types.str;
        default = null;
        description = "How often it wants evidence, as `compliance.evidence.collector.interval`; null: it has nothing to say of that.";
        example = "hourly";
      };
      controls = mkOption {
        type = types.attrsOf (types.attrsOf types.anything);
        default = { };
        description = "Controls that it demands, by their names, and the loosest value that it allows each of their options.";
        example = {
          access-control.idleTimeoutMinutes = 10;
        };
      };
    };
  };

  unknownControls = lib.concatLists (
    lib.mapAttrsToList (
      name: of:
      map (id: "compliance.requirements.${name}.controls.${id}") (
        lib.filter (id: !(catalogue.controls ? ${id})) (lib.attrNames of.controls)
      )
    ) cfg.requirements
  );

  levelDeviation = lib.optional (!strictness.isAsStrict levels demandedLevels governance.level) {
    control = null;
    setting = "compliance.governance.level";
    value = governance.level;
    exceptions = [ ];
    demanded = strictness.strictest levels demandedLevels;
    by = lib.attrNames (
      lib.filterAttrs (
        _: of: of.level != null && !strictness.isAsStrict levels [ of.level ] governance.level
      ) cfg.requirements
    );
  };

  shown = lib.generators.toPretty { multiline = false; };
  deviationText =
    {
      control,
      setting,
      value,
      demanded,
      by,
      ...
    }:
    "${setting} is ${shown value}, and ${shown demanded} is demanded by ${lib.concatStringsSep ", " by}${
      lib.optionalString (control != null) " (control ${control})"
    }: set it so, or say in compliance.governance.exceptions who decided otherwise";
in
{
  options.compliance = {
    requirements = mkOption {
      type = types.attrsOf requirement;
      default = { };
      description = ''
        What frameworks demand, by framework; the presets fill it in. A fleet may add a policy of its own. The default of a
        control's option is the strictest value that any of them demands; a host that sets a looser one is warned of it, and
        has it in its report.
      '';
      example = {
        our-policy = {
          level = "strict";
          controls.access-control.idleTimeoutMinutes = 10;
        };
      };
    };

    deviations = mkOption {
      type = types.listOf (types.attrsOf types.anything);
      default = [ ];
      internal = true;
      description = "Where the host says otherwise than is demanded of it.";
    };

    relaxations = mkOption {
      type = types.listOf (types.attrsOf types.anything);
      default = [ ];
      internal = true;
      description = "What rules leave out on this host because it could not do its work otherwise.";
    };
  };

  config = {
    compliance.deviations = levelDeviation;

    warnings = map deviationText (
      lib.filter (deviation: deviation.exceptions == [ ]) cfg.deviations
    );

    assertions = [
      {
        assertion = unknownControls == [ ];
        message = "${lib.concatStringsSep ", " unknownControls}: there is no such control. There are ${lib.concatStringsSep ", " (lib.attrNames catalogue.controls)}.";
      }
    ];
  };
}
