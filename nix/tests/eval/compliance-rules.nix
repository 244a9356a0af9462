# Every rule by every reason to leave it out, and what the report says of it.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  catalogue = import ../../compliance/lib/catalogue.nix;
  exclusion = import ../../compliance/lib/exclusion.nix;
  levels = [
    "minimal"
    "standard"
    "strict"
    "paranoid"
  ];
  position = level: lib.lists.findFirstIndex (each: each == level) null levels;

  # All that a rule could want.
  open = {
    level = "paranoid";
    hostType = "server";
    architecture = "x86_64";
    excludes = [ ];
    exceptions = { };
  };
  why =
    rule: governance:
    exclusion {
      inherit rule;
      inherit (rule) control;
      isControlOn = true;
      governance = open // governance;
    };
  via = rule: governance: (why rule governance).via or null;

  ofRule =
    rule:
    [
      {
        check = why rule { } == null;
        msg = "${rule.id} is on where nothing speaks against it";
      }
      {
        check =
          (exclusion {
            inherit rule;
            inherit (rule) control;
            isControlOn = false;
            governance = open;
          }).via == "control";
        msg = "${rule.id} is off with its control";
      }
    ]
    ++ map (level: {
      check =
        via rule { inherit level; } == (if position level >= position rule.severity then null else "level");
      msg = "${rule.id} is one of ${rule.severity}, looked at with ${level}";
    }) levels
    ++ map
      (hostType: {
        check =
          via rule { inherit hostType; }
          == (if rule.hostTypes == [ ] || lib.elem hostType rule.hostTypes then null else "hostType");
        msg = "${rule.id} on a ${hostType}";
      })
      [
        "server"
        "workstation"
        "appliance"
      ]
    ++ map
      (architecture: {
        check =
          via rule { inherit architecture; } == (
            if rule.architectures == [ ] || lib.elem architecture rule.architectures then
              null
            else
              "architecture"
          );
        msg = "${rule.id} on ${architecture}";
      })
      [
        "x86_64"
        "aarch64"
      ]
    ++ map (tag: {
      check = via rule { excludes = [ tag ]; } == "tag";
      msg = "${rule.id} is off with its tag ${tag}";
    }) rule.tags
    ++ [
      {
        check = via rule { excludes = [ "of-nothing" ]; } == null;
        msg = "${rule.id} is on with a tag that it has not";
      }
      {
        check =
          let
            found = why rule {
              exceptions.${rule.id} = {
                rationale = "It is so.";
                owner = "me";
                expires = null;
              };
            };
          in
          found.via == "exception" && found.rationale == "It is so." && found.owner == "me";
        msg = "${rule.id} is off under an exception, and why is known";
      }
    ];

  # The same in a host.
  config =
    host
      [ "anssi" ]
      [
        {
          compliance.frameworks.anssi = {
            enable = true;
            level = "reinforced";
            category = "client";
          };
          compliance.governance = {
            excludes = [ "no-ipv6" ];
            exceptions.BH-05 = {
              rationale = "Developers trace each other's programs.";
              owner = "dev@example.com";
            };
          };
          compliance.controls.baselineHardening.rules = {
            BH-10.enable = false;
            BH-04.enable = true;
          };
        }
      ];
  isOn =
    key:
    lib.elem (config.boot.kernel.sysctl.${key} or null) [
      1
      true
    ];
  report =
    config.system.build.complianceReport."org.nixfleet.compliance.v1".controls.baseline-hardening;
  inherit (config.compliance.controls.baselineHardening._meta) probe;
in
lib.concatMap ofRule catalogue.rules
++ lib.mapAttrsToList
  (rule: expected: {
    check = report.exclusions.${rule}.via == expected;
    msg = "the report says that ${rule} is off by ${expected}";
  })
  {
    BH-05 = "exception";
    BH-07 = "tag";
    BH-09 = "hostType";
    BH-10 = "override";
  }
++ [
  {
    check = report.exclusions.BH-05.rationale == "Developers trace each other's programs.";
    msg = "and why there is an exception";
  }
  {
    check = report.ruleCount == 10 && report.enabledRuleCount == 6;
    msg = "it counts them";
  }
  {
    check = report.rules.BH-04.enabled && config.security.lockKernelModules;
    msg = "a rule that somebody switches on is on, and is enforced";
  }
  {
    check =
      !isOn "kernel.yama.ptrace_scope"
      && !isOn "net.ipv6.conf.all.disable_ipv6"
      && config.boot.kernel.sysctl."kernel.kptr_restrict" == 2;
    msg = "what is off is not configured";
  }
  {
    check =
      lib.attrNames probe.rules == [
        "BH-01"
        "BH-02"
        "BH-03"
        "BH-04"
        "BH-05"
        "BH-06"
        "BH-08"
      ];
    msg = "rules that are on are looked at, and those under an exception, which may run out";
  }
  {
    check = probe.rules.BH-05.sysctls."kernel.yama.ptrace_scope" == 1;
    msg = "the probe is told what they expect";
  }
]
