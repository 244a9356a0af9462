# A fleet's flake with our modules in it, and no input of its own but nixfleet. The formatter is treefmt-nix's own business and
# needs the real flake-parts: nix/tests/flake.nix has it.
{
  lib,
  hosts,
  inputs,
  ...
}:
let
  key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA alice@laptop";
  modules = import ../../modules/_flake { inherit inputs; };
  inherit ((import ../stub/flake-parts.nix { inherit lib; }).lib) mkFlake;
  flakeOf =
    module:
    mkFlake { inputs = { }; } {
      imports = [ module ];
      systems = [
        "x86_64-linux"
        "aarch64-darwin"
      ];
    };

  all = flakeOf {
    # The apps twice, as when a module of the fleet imports them as well.
    imports = lib.attrValues (removeAttrs modules [ "formatter" ]) ++ [ modules.apps ];
    nixfleet.isoSshKeys = [ key ];
    flake.nixosConfigurations = { inherit (hosts) edge-01; };
  };
  installer = all.packages.x86_64-linux.iso.config;
  withoutKeys = flakeOf modules.iso;

  sick = flakeOf {
    imports = [ modules.tests ];
    flake.nixosConfigurations.sick.config = throw "the host sick was evaluated";
  };
  sickHost = sick.checks.x86_64-linux.host-sick;

  own = mkFlake { inherit inputs; } {
    imports = [
      ../../modules/flake-modules.nix
      ../../modules/iso.nix
    ];
    systems = [ "x86_64-linux" ];
  };
in
[
  {
    check =
      lib.attrNames all.apps.x86_64-linux == [
        "build-vm"
        "clean-vm"
        "start-vm"
        "stop-vm"
        "test-vm"
        "validate"
      ];
    msg = "flakeModules.apps gives the VM apps and validate";
  }
  {
    check = lib.hasSuffix "/bin/validate" all.apps.aarch64-darwin.validate.program;
    msg = "on macOS too";
  }
  {
    check = installer.users.users.root.openssh.authorizedKeys.keys == [ key ];
    msg = "flakeModules.iso: the keys of nixfleet.isoSshKeys open root's account of the installer";
  }
  {
    check =
      let
        ssh = installer.services.openssh.settings;
      in
      ssh.PermitRootLogin == "prohibit-password" && !ssh.PasswordAuthentication;
    msg = "and nothing else does";
  }
  {
    check = !(all.packages.aarch64-darwin ? iso);
    msg = "there is no installer for macOS";
  }
  {
    check =
      let
        inherit (withoutKeys.packages.x86_64-linux) iso;
      in
      lib.hasInfix "set nixfleet.isoSshKeys" (iso.buildCommand or iso.text);
    msg = "without keys the package is there, and building it says which option to set";
  }
  {
    check =
      lib.attrNames all.checks.x86_64-linux == [
        "fleet"
        "host-edge-01"
      ];
    msg = "flakeModules.tests checks the fleet and each of its hosts";
  }
  {
    check = lib.all lib.isDerivation (lib.attrValues all.checks.x86_64-linux);
    msg = "and a fleet that is well passes";
  }
  {
    check =
      sickHost.name == "host-sick"
      && !(builtins.tryEval sickHost.drvPath).success
      && !(builtins.tryEval sick.checks.x86_64-linux.fleet.drvPath).success;
    msg = "the names of checks are there without a look at the hosts, and a host that is not well has no derivation";
  }
  {
    check = lib.attrNames own.flakeModules == lib.attrNames modules && own.packages.x86_64-linux ? iso;
    msg = "our own flake gives fleets these modules, and has the installer itself";
  }
]
