# A host has the last word. When it says something looser than is demanded, that is said, and stands in its report.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  saidOf = config: lib.filter (lib.hasInfix "compliance") config.warnings;
  essential =
    module:
    host
      [ "nis2" ]
      [
        {
          compliance.frameworks.nis2 = {
            enable = true;
            entityType = "essential";
          };
        }
        module
      ];
  reportOf = config: config.system.build.complianceReport."org.nixfleet.compliance.v1";
  said = config: lib.concatStringsSep "\n" config.warnings;

  looser = essential { compliance.controls.accessControl.idleTimeoutMinutes = 60; };
  stricter = essential { compliance.controls.accessControl.idleTimeoutMinutes = 5; };
  lower = essential { compliance.governance.level = "standard"; };
  off = essential { compliance.controls.supplyChain.enable = false; };
  sysctl = essential { boot.kernel.sysctl."kernel.sysrq" = 1; };
  ptrace = essential { boot.kernel.sysctl."kernel.yama.ptrace_scope" = 2; };
  journal = essential { services.journald.settings.Journal.Storage = "volatile"; };
  tmp = essential { boot.tmp.useTmpfs = false; };
  closed = essential { services.openssh.settings.PermitRootLogin = "no"; };
  quick = essential { services.openssh.settings.ClientAliveInterval = 60; };
  excused = essential {
    compliance = {
      controls.accessControl.idleTimeoutMinutes = 60;
      governance.exceptions."access-control.idle-timeout" = {
        rationale = "Kiosks are watched by people.";
        owner = "kiosk@example.com";
      };
    };
  };
  withoutRule = essential { compliance.controls.baselineHardening.rules.BH-03.enable = false; };
  excludedRule = essential { compliance.governance.excludes = [ "no-ipv6" ]; };
  policy = host [ "controls.access-control" ] [
    {
      compliance.requirements.ours = {
        level = "strict";
        controls.access-control.idleTimeoutMinutes = 10;
      };
    }
  ];
in
[
  {
    check =
      looser.compliance.controls.accessControl.idleTimeoutMinutes == 60
      && looser.services.openssh.settings.ClientAliveInterval * 3 == 3600;
    msg = "a looser value of a host counts";
  }
  {
    check =
      lib.hasInfix "compliance.controls.accessControl.idleTimeoutMinutes is 60, and 15 is demanded by nis2" (
        said looser
      );
    msg = "and is warned of, with who demands what";
  }
  {
    check = (reportOf looser).deviations == [
      {
        control = "access-control";
        setting = "compliance.controls.accessControl.idleTimeoutMinutes";
        value = 60;
        demanded = 15;
        by = [ "nis2" ];
        exceptions = [ ];
      }
    ];
    msg = "and is in the report";
  }
  {
    check = saidOf excused == [ ] && (lib.head (reportOf excused).deviations).exceptions == [ "access-control.idle-timeout" ];
    msg = "under an exception it is in the report alone, with the exception";
  }
  {
    check =
      stricter.compliance.controls.accessControl.idleTimeoutMinutes == 5
      && saidOf stricter == [ ]
      && (reportOf stricter).deviations == [ ];
    msg = "a stricter value is nobody's business";
  }
  {
    check =
      lib.hasInfix "compliance.governance.level is \"standard\", and \"strict\" is demanded by nis2" (said lower);
    msg = "so is a lower level";
  }
  {
    check =
      !off.compliance.controls.supplyChain.enable
      && lib.hasInfix "compliance.controls.supplyChain.enable is false, and true is demanded by nis2" (said off);
    msg = "so is a control that is off though it is demanded";
  }
  {
    check =
      lib.hasInfix "compliance.controls.baselineHardening.rules.BH-03.enable is false" (said withoutRule)
      && !(withoutRule.compliance.controls.baselineHardening._meta.probe.rules ? BH-03);
    msg = "so is a rule that is off by hand";
  }
  {
    check = saidOf excludedRule == [ ];
    msg = "but not one that a tag leaves out";
  }
  {
    check =
      sysctl.boot.kernel.sysctl."kernel.sysrq" == 1
      && lib.hasInfix "boot.kernel.sysctl.\"kernel.sysrq\" is 1, and 0 is demanded by BH-03 (control baseline-hardening)" (
        said sysctl
      );
    msg = "so is a sysctl";
  }
  {
    check = saidOf ptrace == [ ] && ptrace.boot.kernel.sysctl."kernel.yama.ptrace_scope" == 2;
    msg = "but not one that is stricter";
  }
  {
    check = lib.hasInfix "services.journald.settings.Journal.Storage is \"volatile\"" (said journal);
    msg = "so is a journal in memory";
  }
  {
    check = lib.hasInfix "boot.tmp.useTmpfs is false" (said tmp);
    msg = "so is a /tmp on the disk";
  }
  {
    check = closed.services.openssh.settings.PermitRootLogin == "no";
    msg = "a host that lets root in not at all is left so";
  }
  {
    check =
      quick.services.openssh.settings.ClientAliveInterval == 60
      && lib.all (each: each.assertion) quick.assertions;
    msg = "a host that ends sessions sooner is left so";
  }
  {
    check =
      policy.compliance.controls.accessControl.enable
      && policy.compliance.controls.accessControl.idleTimeoutMinutes == 10
      && policy.compliance.governance.level == "strict";
    msg = "a fleet's own policy demands as a framework does";
  }
]
