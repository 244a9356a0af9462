# The outputs of our flake that are about compliance, and what a fleet makes of them.
{ lib, inputs, ... }:
let
  nixfleet = import ../flake-outputs.nix { inherit inputs; };
  inherit (nixfleet) nixosModules;
  inherit (nixfleet.lib) compliance;

  host =
    modules:
    (inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { };
      modules = modules ++ [ { networking.hostName = "a"; } ];
    });
  controlsOf = modules: lib.attrNames (host modules).config.compliance.controls;
  optionOf = id: compliance.controls.${id}.option;
  allOptions = lib.naturalSort (map optionOf (lib.attrNames compliance.controls));
  presets = lib.attrNames (lib.filterAttrs (_: framework: framework ? preset) compliance.frameworks);

  all = host [ nixosModules.compliance ];
  without = host [ nixosModules.nixfleet-core ];
  fleet = {
    a = all;
    b = without;
  };

  flakeModules = import ../../modules/_flake { inherit inputs; };
  inherit ((import ../stub/flake-parts.nix { inherit lib; }).lib) mkFlake;
  flake = mkFlake { inputs = { }; } {
    imports = [ flakeModules.compliance ];
    flake.nixosConfigurations = fleet;
  };
in
[
  {
    check = lib.all (name: nixosModules ? ${name}) [
      "nis2"
      "dora"
      "iso27001"
      "anssi"
      "governance"
      "evidence"
      "compliance-check"
      "controls"
      "compliance"
    ];
    msg = "the modules have the names of v0.1.1";
  }
  {
    check = lib.attrNames compliance.controls == lib.attrNames (removeAttrs nixosModules.controls [ "__functor" ]);
    msg = "there is a module for each control of the catalogue, and no other";
  }
  {
    check = lib.all (name: nixosModules ? ${name}) presets;
    msg = "and one for each framework that has a preset";
  }
  {
    check = lib.all (id: controlsOf [ nixosModules.controls.${id} ] == [ (optionOf id) ]) (
      lib.attrNames compliance.controls
    );
    msg = "each control is a module that needs no other";
  }
  {
    check = controlsOf [ nixosModules."control-secure-boot" ] == [ "secureBoot" ];
    msg = "each has a name among the other modules, too";
  }
  {
    check = lib.naturalSort (controlsOf [ nixosModules.controls ]) == allOptions;
    msg = "`controls` itself is a module: all of them";
  }
  {
    check =
      lib.naturalSort (lib.attrNames all.config.compliance.controls) == allOptions
      && all.config.compliance.check ? enable
      && lib.all (id: all.config.compliance.frameworks ? ${id}) presets
      && all.config.nixfleet.compliance ? evidenceDir;
    msg = "`compliance` is everything, and the scope with it";
  }
  {
    check =
      !all.config.compliance.evidence.collector.enable
      && all.config.warnings == [ ]
      && lib.attrNames all.config.systemd.services == lib.attrNames (host [ ]).config.systemd.services;
    msg = "all of it does nothing until something is enabled";
  }
  {
    check =
      compliance.controls.access-control.id == "access-control"
      && lib.length compliance.frameworks.nis2.articles == 10
      && builtins.isString (builtins.toJSON (removeAttrs compliance [ "reportsOf" ]));
    msg = "the catalogue is data";
  }
  {
    check = lib.attrNames flake.complianceReports == [ "a" ];
    msg = "a fleet has the reports of its hosts that have a compliance module";
  }
  {
    check = compliance.reportsOf fleet == flake.complianceReports;
    msg = "with flake-parts and without";
  }
  {
    check = builtins.isString (builtins.toJSON flake.complianceReports.a);
    msg = "a report is data";
  }
]
