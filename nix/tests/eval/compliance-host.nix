# A whole host of a fleet: role, agent, wiped root, two frameworks and the gate.
{ hosts, lib, ... }:
let
  inherit (hosts.compliance-test) config;
  kept = config.environment.persistence."/persist".directories;
  settings = builtins.fromJSON config.environment.etc."nixfleet/compliance.json".text;
  checks = (builtins.fromJSON config.environment.etc."nixfleet/health-checks.json".text).command;
  failed = map (each: each.message) (lib.filter (each: !each.assertion) config.assertions);
  report = config.system.build.complianceReport."org.nixfleet.compliance.v1";
in
[
  {
    check = failed == [ ];
    msg = "nothing of it contradicts the rest of a host (${toString failed})";
  }
  {
    check = settings.frameworks == [
      "anssi"
      "nis2"
    ];
    msg = "evidence says by which frameworks it is judged";
  }
  {
    check = lib.length settings.probes >= 12 && settings.sbom;
    msg = "the controls of NIS2 are looked at, and a bill of materials is made";
  }
  {
    check =
      lib.any (each: each.directory == "/var/lib/nixfleet-compliance" && each.mode == "2750") kept;
    msg = "evidence outlives the root";
  }
  {
    check = map (check: check.name) checks == [ "compliance" ];
    msg = "the gate is the host's health check";
  }
  {
    check =
      let
        sshd = config.services.openssh.settings;
      in
      !sshd.PasswordAuthentication && sshd.ClientAliveCountMax > 0 && config.security.auditd.enable;
    msg = "what is demanded is also configured";
  }
  {
    check = settings.exceptions.encryption-at-rest.expires == "2099-12-31";
    msg = "exceptions have their end";
  }
  {
    check = report.hostname == "compliance-test" && report.controls.access-control.enabled;
    msg = "the report of the evaluation is of this host";
  }
]
