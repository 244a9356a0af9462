# Evidence of evaluation: how a host is to be, by what its configuration says. What it is, its probes say.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (config.compliance)
    deviations
    fleet
    governance
    relaxations
    requirements
    ;
  catalogue = import ./lib/catalogue.nix;
  coverage = import ./lib/article-coverage.nix;
  hasExpired = import ./lib/has-expired.nix;

  # A control whose module the host does not import is off.
  controlOf = control: config.compliance.controls.${control.option} or null;
  isOn = control: (controlOf control) != null && (controlOf control).enable;
  on = lib.filterAttrs (_: isOn) catalogue.controls;

  reported =
    control:
    let
      found = controlOf control;
      articles = catalogue.articlesOf control.id;
    in
    if found == null then
      {
        enabled = false;
        enforced = false;
        inherit articles;
      }
    else
      {
        enabled = found.enable;
        enforced = found.enable && found.enforce;
        inherit (found._meta) demandedBy values;
        inherit articles;
      }
      // lib.optionalAttrs (control ? rules) {
        inherit (found._meta) ruleCount enabledRuleCount exclusions;
        rules = lib.listToAttrs (
          map (rule: {
            name = rule.id;
            value = {
              inherit (rule) name severity;
              enabled = found.rules.${rule.id}.enable;
              enforced = found._meta.enforces rule.id;
              articles = catalogue.articlesOfRule (rule // { control = control.id; });
            };
          }) control.rules
        );
      };

  rulesOn = lib.concatMap (
    control:
    lib.filter (id: (controlOf control).rules.${id}.enable) (
      map (rule: rule.id) (control.rules or [ ])
    )
  ) (lib.attrValues on);

  report."org.nixfleet.compliance.v1" = {
    hostname = config.networking.hostName;
    domain = config.networking.domain or null;
    revision = fleet.revision;
    inherit (fleet) date;
    governance = {
      inherit (governance)
        enforceMode
        level
        hostType
        architecture
        excludes
        ;
      excludeCount = lib.length governance.excludes;
      exceptionCount = lib.length (lib.attrNames governance.exceptions);
    };
    controls = lib.mapAttrs (_: reported) catalogue.controls;
    frameworks = lib.mapAttrs (name: framework: {
      inherit (framework) title document;
      enabled = requirements ? ${name};
      articles = coverage {
        inherit framework;
        demanded = lib.attrNames (requirements.${name}.controls or { });
        controls = lib.attrNames on;
        rules = rulesOn;
      };
    }) catalogue.frameworks;
    exceptions = lib.mapAttrs (_: exception: exception.rationale) governance.exceptions;
    # The same with all that is known of them.
    exceptionDetails = lib.mapAttrs (_: exception: {
      inherit (exception) rationale owner expires;
      expired = hasExpired {
        inherit (exception) expires;
        inherit (fleet) date;
      };
    }) governance.exceptions;
    inherit deviations relaxations;
  };
in
{
  config.system.build = {
    complianceReport = report;
    complianceReportDocument = pkgs.writeText "compliance-report.json" (builtins.toJSON report);
  };
}
