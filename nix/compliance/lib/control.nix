# Makes the module of a control: its options, its probe, and what is said where the host says otherwise. What a control
# configures is in its own file. `options` is a function of
# `{ lib, config }`; of each option:
#
#   type, default, description, example   as an option has them
#   stricter                              which of two values demands more (lib/strictness.nix); absent: none does
#   requirement                           what an exception of a looser value is of; absent: of the whole control
#
# `probe` is a function of `{ config, options }`: what the probe is told besides the options, or instead of them.
{
  id,
  options ? _: { },
  probe ? _: { },
}:
{
  config,
  lib,
  pkgs,
  ...
}@module:
let
  inherit (lib) mkIf mkOption types;
  catalogue = import ./catalogue.nix;
  strictness = import ./strictness.nix;
  isEnforced = import ./is-enforced.nix;
  exclusion = import ./exclusion.nix;

  control = catalogue.controls.${id};
  name = control.option;
  specs = options { inherit lib config; };
  rules = control.rules or [ ];
  cfg = config.compliance.controls.${name};
  inherit (config.compliance) governance requirements;

  # What each framework demands of us.
  demands = lib.mapAttrs (_: of: of.controls.${id}) (
    lib.filterAttrs (_: of: of.controls ? ${id}) requirements
  );
  demandsOf = option: lib.filterAttrs (_: of: of ? ${option}) demands;
  valuesOf = option: lib.mapAttrsToList (_: of: of.${option}) (demandsOf option);

  pretty = lib.generators.toPretty { };
  declared =
    option: spec:
    mkOption {
      inherit (spec) type description example;
    }
    // (
      if spec ? stricter then
        {
          default =
            let
              values = valuesOf option;
            in
            if values == [ ] then spec.default else strictness.strictest spec.stricter values;
          defaultText = lib.literalMD "`${pretty spec.default}`; where frameworks are on, the strictest value that they demand";
        }
      else
        {
          inherit (spec) default;
        }
        // lib.optionalAttrs (spec ? defaultText) { inherit (spec) defaultText; }
    );

  exclusions = lib.listToAttrs (
    map (rule: {
      name = rule.id;
      value = exclusion {
        inherit rule governance;
        control = id;
        isControlOn = cfg.enable;
      };
    }) rules
  );
  ruleOption = rule: {
    name = rule.id;
    value.enable = mkOption {
      type = types.bool;
      default = exclusions.${rule.id} == null;
      defaultText = lib.literalMD "whether the control is on, and neither level, kind of host, architecture, tag nor exception speaks against it";
      description = "Whether rule ${rule.id} (${rule.name}) is on: ${rule.description}";
      example = false;
    };
  };

  # As it came out: somebody may have switched a rule on or off by hand.
  excluded = lib.filterAttrs (_: why: why != null) (
    lib.mapAttrs (
      rule: why:
      if cfg.rules.${rule}.enable then
        null
      else if why == null then
        {
          via = "override";
          reason = "compliance.controls.${name}.rules.${rule}.enable is false";
        }
      else
        why
    ) exclusions
  );

  # By hand, and not by what says whether a rule is for this host.
  switchedOff = lib.attrNames (lib.filterAttrs (_: why: why.via == "override") excluded);

  values = lib.mapAttrs (option: _: cfg.${option}) specs;

  # A rule under an exception is looked at too: when the exception has run out it counts again.
  observed = lib.filter (rule: (excluded.${rule.id} or { via = "exception"; }).via == "exception") rules;
  ruleOptions = lib.optionalAttrs (rules != [ ]) {
    rules = lib.listToAttrs (
      map (rule: {
        name = rule.id;
        value = rule.expects or { };
      }) observed
    );
  };
  told = lib.recursiveUpdate (values // ruleOptions) (probe {
    inherit config;
    inherit (module) options;
  });
  # What a host is not asked for on its own account is null; nor is it told of rules that are not looked at.
  asked = lib.mapAttrs (
    _: value: if lib.isAttrs value then lib.filterAttrs (_: each: each != null) value else value
  );
  lookedAt = _: rules: lib.mapAttrs (_: asked) (builtins.intersectAttrs rules told.rules);
  given = told // lib.mapAttrs lookedAt ruleOptions;

  loose = lib.filterAttrs (
    option: spec:
    spec ? stricter && !strictness.isAsStrict spec.stricter (valuesOf option) cfg.${option}
  ) specs;
  exceptionsOf =
    requirement:
    lib.filter (each: governance.exceptions ? ${each}) (
      [ id ]
      ++ lib.optionals (requirement != null) [
        requirement
        "${id}.${requirement}"
      ]
    );
  deviations =
    if cfg.enable then
      lib.mapAttrsToList (option: spec: {
        control = id;
        setting = "compliance.controls.${name}.${option}";
        value = cfg.${option};
        exceptions = exceptionsOf (spec.requirement or null);
        demanded = strictness.strictest spec.stricter (valuesOf option);
        by = lib.attrNames (
          lib.filterAttrs (
            _: of: !strictness.isAsStrict spec.stricter [ of.${option} ] cfg.${option}
          ) (demandsOf option)
        );
      }) loose
      ++ map (rule: {
        control = id;
        setting = "compliance.controls.${name}.rules.${rule}.enable";
        value = false;
        demanded = true;
        exceptions = exceptionsOf rule;
        by = lib.attrNames demands;
      }) (if demands == { } then [ ] else switchedOff)
    else
      lib.optional (demands != { }) {
        control = id;
        setting = "compliance.controls.${name}.enable";
        value = false;
        demanded = true;
        exceptions = exceptionsOf null;
        by = lib.attrNames demands;
      };

  unknown = lib.concatLists (
    lib.mapAttrsToList (
      framework: of:
      map (option: "compliance.requirements.${framework}.controls.${id}.${option}") (
        lib.filter (option: !(specs ? ${option})) (lib.attrNames of)
      )
    ) demands
  );
in
{
  key = "nixfleet/compliance/${id}";
  imports = [
    ../governance.nix
    ../evidence.nix
  ];

  options.compliance.controls.${name} = {
    enable = mkOption {
      type = types.bool;
      default = demands != { };
      defaultText = lib.literalMD "whether a framework that is on demands the control";
      description = "Whether the control is on: ${control.summary}";
      example = true;
    };
    enforce = mkOption {
      type = types.bool;
      default = governance.enforceMode == "enforce";
      defaultText = lib.literalExpression ''config.compliance.governance.enforceMode == "enforce"'';
      description = "Whether the control also configures the host. Otherwise it is only looked at.";
      example = false;
    };
    _meta = mkOption {
      type = types.raw;
      internal = true;
      readOnly = true;
      description = "What the control is, and how it came out on this host.";
    };
  }
  // lib.optionalAttrs (rules != [ ]) { rules = lib.listToAttrs (map ruleOption rules); }
  // lib.mapAttrs declared specs;

  config = {
    compliance.controls.${name}._meta = {
      inherit id;
      inherit (control) title;
      description = control.summary;
      articles = catalogue.articlesOf id;
      ruleCount = lib.length rules;
      enabledRuleCount = lib.length (lib.filter (rule: cfg.rules.${rule.id}.enable) rules);
      exclusions = excluded;
      demandedBy = lib.attrNames demands;
      inherit values;
      # What an exception of a looser value is of, by option.
      requirementOf = lib.mapAttrs (_: spec: spec.requirement) (
        lib.filterAttrs (_: spec: spec ? requirement) specs
      );
      probe = given;
      # Whether the host is to be configured for a requirement, or for a rule.
      enforces = isEnforced {
        inherit id cfg;
        inherit (governance) exceptions;
      };
    };

    compliance.deviations = deviations;

    # Where all rules are off there is nothing to look at, and nothing that could be claimed.
    compliance.evidence.probes = mkIf (cfg.enable && (rules == [ ] || observed != [ ])) {
      ${id} = {
        control = id;
        articles = catalogue.articlesOf id;
        check = pkgs.writeShellScriptBin "compliance-probe-${id}" ''
          exec ${lib.getExe config.compliance.package} probe ${id} --options ${
            pkgs.writeText "${id}-options.json" (builtins.toJSON given)
          }
        '';
      };
    };

    assertions = [
      {
        assertion = unknown == [ ];
        message = "${lib.concatStringsSep ", " unknown}: the control has no such option. It has ${lib.concatStringsSep ", " (lib.attrNames specs)}.";
      }
    ];
  };
}
