# Every control alone, on and off: it needs no other, is looked at when it is on, and does nothing when it is off or only looks.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  modules = import ../../compliance;
  saidOf = config: lib.filter (lib.hasInfix "compliance") config.warnings;
  catalogue = import ../../compliance/lib/catalogue.nix;

  # What a control may configure.
  configured =
    config:
    builtins.toJSON {
      inherit (config.boot.kernel) sysctl;
      inherit (config.boot)
        kernelParams
        blacklistedKernelModules
        tmp
        ;
      inherit (config.security) audit auditd lockKernelModules;
      ssh = { inherit (config.services.openssh) settings hostKeys; };
      # Text, in an older NixOS.
      journald = config.services.journald.settings or config.services.journald.extraConfig;
      uploads = config.services.journald.upload.enable;
      nix = {
        inherit (config.nix) settings gc;
      };
      firewall = config.networking.firewall.enable;
      etc = lib.attrNames (removeAttrs config.environment.etc [ "nixfleet/compliance.json" ]);
      units = lib.filter (name: !lib.hasPrefix "compliance-" name) (
        lib.attrNames config.systemd.services
      );
    };
  bare = configured (host [ "governance" ] [ ]);

  checked =
    id:
    let
      inherit (catalogue.controls.${id}) option;
      hostWith = of: host [ "controls.${id}" ] [ { compliance.controls.${option} = of; } ];
      on = hostWith { enable = true; };
      report = hostWith {
        enable = true;
        enforce = false;
      };
      off = hostWith { };
      probe = on.compliance.evidence.probes.${id};
    in
    [
      {
        check =
          lib.all (each: each.assertion) on.assertions
          && lib.hasInfix id on.system.build.complianceReportDocument.text;
        msg = "${id} alone can be built, and is in the report";
      }
      {
        check =
          probe.control == id
          && lib.hasInfix " probe ${id} --options " probe.check.text
          && probe.articles != { };
        msg = "${id} that is on is looked at, by its own name and for its articles";
      }
      {
        check = configured report == bare;
        msg = "${id} that is not enforced configures nothing";
      }
      {
        check = configured off == bare && off.compliance.evidence.probes == { };
        msg = "${id} does nothing until it is on";
      }
      {
        check = lib.all (
          requirement:
          lib.elem requirement catalogue.exceptable
          || lib.elem "${id}.${requirement}" catalogue.exceptable
        ) (lib.attrValues on.compliance.controls.${option}._meta.requirementOf);
        msg = "exceptions of looser values of ${id} are of requirements that there are";
      }
      {
        check = saidOf on == [ ];
        msg = "${id} alone warns of nothing";
      }
    ];
in
[
  {
    check = lib.attrNames modules.controls == lib.attrNames catalogue.controls;
    msg = "there is a module for each control of the catalogue, and no other";
  }
  {
    check = lib.length (lib.attrNames modules.controls) == 16;
    msg = "there are sixteen";
  }
]
++ lib.concatMap checked (lib.attrNames catalogue.controls)
