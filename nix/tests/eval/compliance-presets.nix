# Every value that a preset demands is the value of the option, in all levels; and where two frameworks differ, the strictest of
# both is.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  saidOf = config: lib.filter (lib.hasInfix "compliance") config.warnings;
  catalogue = import ../../compliance/lib/catalogue.nix;
  audit-cycle = import ../../compliance/lib/audit-cycle.nix;

  compared =
    name: level: chosen:
    let
      framework = catalogue.frameworks.${name};
      inherit
        (host
          [ name ]
          [
            {
              compliance.frameworks.${name} = {
                enable = true;
                ${framework.preset.switch.option} = chosen;
              };
            }
          ]
        )
        compliance
        warnings
        ;
      # As the tables of the specification have them: strict above standard.
      isStrict = lib.elem level [
        "strict"
        "paranoid"
      ];
      demanded = lib.mapAttrs (
        _: of:
        of.standard or { }
        // (if isStrict then of.strict or { } else { })
        // (if name == "anssi" then of.server or { } else { })
      ) framework.preset.controls;
      option = id: catalogue.controls.${id}.option;
      who = "${name} (${toString chosen})";
    in
    [
      {
        check = compliance.governance.level == level;
        msg = "${who} has the level ${level}";
      }
      {
        check =
          lib.filter (id: compliance.controls.${option id}.enable) (lib.attrNames catalogue.controls)
          == lib.attrNames framework.preset.controls;
        msg = "${who} has its controls on, and no other";
      }
      {
        check =
          lib.attrNames compliance.evidence.probes
          == lib.subtractLists (
            if level == "minimal" then [ "baseline-hardening" ] else [ ]
          ) (lib.attrNames framework.preset.controls);
        msg = "${who} has a probe of each of which any rule is on";
      }
      {
        check =
          compliance.evidence.collector.interval == (
            if isStrict || name == "anssi" then "hourly" else "*-*-* 06:00:00"
          );
        msg = "${who} wants its evidence as often as it should";
      }
      {
        check = saidOf { inherit warnings; } == [ ];
        msg = "${who} alone warns of nothing";
      }
    ]
    ++ lib.concatLists (
      lib.mapAttrsToList (
        id: of:
        lib.mapAttrsToList (name: value: {
          check = compliance.controls.${option id}.${name} == value;
          msg = "${who} has ${id}.${name} = ${lib.generators.toPretty { } value}";
        }) of
      ) demanded
    );

  both =
    modules:
    host
      [
        "nis2"
        "iso27001"
        "anssi"
        "dora"
      ]
      (
        [
          {
            compliance.frameworks = {
              nis2 = {
                enable = true;
                entityType = "essential";
              };
              iso27001 = {
                enable = true;
                certificationScope = "partial";
              };
              # 365 days at the same level as NIS2's 730.
              anssi = {
                enable = true;
                level = "reinforced";
              };
              dora.enable = true;
            };
          }
        ]
        ++ modules
      );
  config = both [ ];
  inherit (config.compliance) controls;

  client =
    host
      [ "anssi" ]
      [
        {
          compliance.frameworks.anssi = {
            enable = true;
            category = "client";
          };
        }
      ];
in
lib.concatLists (
  lib.concatLists (
    lib.mapAttrsToList (
      name: framework:
      lib.mapAttrsToList (level: lib.concatMap (compared name level)) (
        removeAttrs framework.preset.switch [ "option" ]
      )
    ) (lib.filterAttrs (_: framework: framework ? preset) catalogue.frameworks)
  )
)
++ lib.mapAttrsToList
  (name: expected: {
    check = lib.getAttrFromPath (lib.splitString "." name) controls == expected;
    msg = "with four frameworks ${name} is the strictest: ${toString expected}";
  })
  {
    "auditLogging.retentionDays" = 730;
    "accessControl.idleTimeoutMinutes" = 15;
    "keyManagement.maxKeyAgeDays" = 730;
    # More warning is stricter.
    "encryptionInTransit.certExpiryWarningDays" = 60;
    "disasterRecovery.rtoTarget" = "4h";
    "backupRetention.verifyInterval" = "daily";
    "authentication.mfaRequired" = true;
  }
++ [
  {
    check = saidOf config == [ ];
    msg = "frameworks do not contradict each other";
  }
  {
    check = config.compliance.evidence.collector.interval == "hourly";
    msg = "evidence is collected as often as any of them wants";
  }
  {
    check =
      audit-cycle {
        a = {
          level = "standard";
          auditCycle = "weekly";
        };
        b = {
          level = "strict";
          auditCycle = "daily";
        };
        c = {
          level = null;
          auditCycle = "monthly";
        };
      } == "daily";
    msg = "or as the strictest, where none wants it hourly";
  }
  {
    check =
      audit-cycle {
        a = {
          level = "strict";
          auditCycle = "daily";
        };
        b = {
          level = "standard";
          auditCycle = "hourly";
        };
      } == "hourly";
    msg = "hourly is as often as any other";
  }
  {
    check =
      client.compliance.governance.hostType == "workstation"
      && client.compliance.controls.accessControl.idleTimeoutMinutes == 30
      && !client.compliance.controls.networkSegmentation.enable;
    msg = "ANSSI's client is a workstation, with values of its own and without what is for servers";
  }
]
