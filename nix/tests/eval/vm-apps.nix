{ lib, inputs, ... }:
let
  systems = [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
  ];
  mkVmApps = import ../../lib/vm-apps.nix { inherit inputs; };
  appsOf = system: mkVmApps { pkgs = inputs.nixpkgs.legacyPackages.${system}; };
  names = [
    "build-vm"
    "clean-vm"
    "start-vm"
    "stop-vm"
    "test-vm"
  ];
  isApp =
    name: app:
    app.type == "app" && lib.hasSuffix "/bin/${name}" app.program && app.meta.description != "";
in
[
  {
    check = lib.all (system: lib.attrNames (appsOf system) == names) systems;
    msg = "mkVmApps gives the five apps on every system";
  }
  {
    check = lib.all (
      system: lib.all (name: isApp name (appsOf system).${name}) names
    ) systems;
    msg = "each is an app of a flake: type, program, description";
  }
  {
    check = lib.all (name: builtins.pathExists (../../apps + "/${name}.sh")) (
      names ++ [ "validate" ]
    );
    msg = "each has its script";
  }
]
