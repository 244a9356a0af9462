# Exceptions: who answers for them, until when, and what they keep from being configured.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  saidOf = config: lib.filter (lib.hasInfix "compliance") config.warnings;
  isDate = (import ../../compliance/lib/exceptions.nix).isDate;
  hasExpired = import ../../compliance/lib/has-expired.nix;
  of =
    exceptions:
    host
      [ "anssi" ]
      [
        {
          compliance.frameworks.anssi.enable = true;
          compliance.governance = { inherit exceptions; };
        }
      ];
  said = config: lib.concatStringsSep "\n" config.warnings;
  whole = {
    rationale = "It is so.";
    owner = "security@example.com";
  };
  report = config: config.system.build.complianceReport."org.nixfleet.compliance.v1";

  # The fleet is of 2026-07-01.
  over = of { BH-06 = whole // { expires = "2026-06-30"; }; };
  lastDay = of { BH-06 = whole // { expires = "2026-07-01"; }; };
  nobodys = of { BH-06.rationale = "It is so."; };
  idle = of { "access-control.idle-timeout" = whole; };
  all = of { access-control = whole; };
  hardening = of { baseline-hardening = whole; };

  merged =
    host
      [ "anssi" ]
      [
        {
          compliance.frameworks.anssi = {
            enable = true;
            exceptions.BH-02 = whole;
            exceptions.BH-03.rationale = "The same of both.";
          };
          compliance.governance.exceptions = {
            BH-06 = whole;
            BH-03 = {
              rationale = "The same of both.";
              owner = "me";
            };
          };
        }
      ];
  own =
    host
      [ "evidence" ]
      [
        (
          { pkgs, ... }:
          {
            compliance.evidence.probes.usb-devices.check = pkgs.writeShellScriptBin "usb-devices" "echo {}";
            compliance.governance.exceptions."usb-devices.absent" = whole;
          }
        )
      ];
in
[
  {
    check = lib.hasInfix "compliance.governance.exceptions.\"BH-06\" ran out on 2026-06-30" (said over);
    msg = "one that ran out before the fleet's date is warned of";
  }
  {
    check = !over.compliance.controls.baselineHardening.rules.BH-06.enable;
    msg = "but a host is not configured anew because a day went by";
  }
  {
    check = (report over).exceptionDetails.BH-06.expired && (report over).exceptions.BH-06 == "It is so.";
    msg = "the report says so";
  }
  {
    check = saidOf lastDay == [ ] && !(report lastDay).exceptionDetails.BH-06.expired;
    msg = "it holds on its last day";
  }
  {
    check =
      !hasExpired {
        expires = "2020-01-01";
        date = null;
      }
      && !hasExpired {
        expires = null;
        date = "20260701120000";
      };
    msg = "nothing has run out where nobody knows the day, or that has no end";
  }
  {
    check = lib.hasInfix "compliance.governance.exceptions.\"BH-06\" has no owner" (said nobodys);
    msg = "one that nobody answers for is warned of";
  }
  {
    check =
      !(idle.services.openssh.settings ? ClientAliveCountMax)
      && idle.services.openssh.settings.PermitRootLogin == "prohibit-password";
    msg = "an exception of a requirement keeps that alone from being configured";
  }
  {
    check =
      !(all.services.openssh.settings ? ClientAliveCountMax)
      && all.compliance.evidence.probes ? access-control;
    msg = "one of a control keeps all of it, and it is looked at all the same";
  }
  {
    check =
      !(hardening.boot.kernel.sysctl ? "fs.suid_dumpable")
      && hardening.compliance.controls.baselineHardening._meta.probe.rules ? BH-06;
    msg = "one of a control of rules is one of each rule";
  }
  {
    check =
      lib.attrNames merged.compliance.governance.exceptions == [
        "BH-02"
        "BH-03"
        "BH-06"
      ]
      && merged.compliance.governance.exceptions.BH-03.owner == "me";
    msg = "those of ANSSI and those of the host are all there";
  }
  {
    check = lib.all (each: each.assertion) own.assertions;
    msg = "a fleet's own probe may have exceptions";
  }
]
++ map
  (day: {
    check = isDate day;
    msg = "${day} is a day";
  })
  [
    "2026-01-31"
    "2028-02-29"
    "2026-12-09"
    "2400-02-29"
  ]
++ map
  (day: {
    check = !isDate day;
    msg = "${day} is none";
  })
  [
    "2026-02-29"
    "2100-02-29"
    "2026-04-31"
    "2026-13-01"
    "2026-00-10"
    "2026-01-00"
    "2026-1-1"
    "31.12.2026"
    ""
  ]
