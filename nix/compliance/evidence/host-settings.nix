# The value of /etc/nixfleet/compliance.json, as agent/compliance/host-settings.ts reads it. `config` is the host's.
{ lib, config }:
let
  cfg = config.compliance.evidence;

  probe = given: {
    inherit (given)
      control
      articles
      timeoutSeconds
      ;
    program = lib.getExe given.check;
    required = given.required || lib.elem given.control config.compliance.gate.required;
  };
in
{
  inherit (cfg) host staleAfterSeconds;
  inherit (config.compliance.fleet) revision;
  frameworks = lib.attrNames config.compliance.requirements;
  probes = lib.sort (a: b: a.control < b.control) (map probe (lib.attrValues cfg.probes));
  exceptions = lib.mapAttrs (_: given: {
    inherit (given) rationale owner expires;
  }) config.compliance.governance.exceptions;
  directory = cfg.collector.outputDir;
  inherit (cfg.collector) signingKey retentionDays;
  sbom = cfg.sbom.enable;
}
