# What can be seen of the VM tests without booting one: the machines of each, evaluated, and its script. Where there is no
# whole nixpkgs the machines are made of its `lib` and of stubs.
#
#   nix-instantiate --eval --strict --json nix/tests/vm-tests.nix --arg nixpkgs /path/to/nixpkgs
{ nixpkgs }:
let
  inputs = import ./stub/inputs.nix { inherit nixpkgs; };
  inherit (inputs.nixpkgs) lib;
  inherit (import ./. { inherit inputs; }) mkHost scopes;
  isWhole = builtins.pathExists (nixpkgs + "/nixos/lib/eval-config.nix");
  pkgs = inputs.nixpkgs.legacyPackages.x86_64-linux;

  given = {
    inherit
      inputs
      lib
      mkHost
      scopes
      ;
    packages = pkgs.callPackage ../packages { };
    modules = import ../lib/service-modules.nix { inherit inputs; };
  };

  # As the test driver makes it, as far as our modules can tell.
  machine =
    nodes: node:
    (inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { };
      modules = [
        node
        {
          _module.args = { inherit nodes; };
          nixpkgs.hostPlatform = "x86_64-linux";
        }
      ]
      ++ lib.optional isWhole (nixpkgs + "/nixos/modules/virtualisation/qemu-vm.nix");
    }).config;

  lines = text: lib.concatStringsSep "\n" (lib.toList text);

  seen = config: {
    inherit (config.networking) hostName;
    failed = map (each: each.message) (builtins.filter (each: !each.assertion) config.assertions);
    # Forces what the machine would have: its files, the command lines of our units, and what Nix is told.
    files = lib.mapAttrs (_: file: toString file.source + toString file.text) config.environment.etc;
    units = lib.mapAttrs (_: unit: lines (unit.serviceConfig.ExecStart or unit.script or "")) (
      lib.filterAttrs (name: _: lib.hasPrefix "nixfleet" name) config.systemd.services
    );
    inherit (config.nix.settings) substituters trusted-public-keys;
    packages = map toString config.environment.systemPackages;
    others = map toString config.virtualisation.additionalPaths;
    specialisations = builtins.attrNames config.specialisation;
  };

  evaluated =
    file:
    let
      test = import file given;
      nodes = lib.mapAttrs (_: machine nodes) test.nodes;
    in
    {
      inherit (test) name;
      machines = lib.mapAttrs (_: seen) nodes;
      script =
        if lib.isFunction test.testScript then test.testScript { inherit nodes; } else test.testScript;
    };
in
lib.mapAttrs (_: evaluated) (import ../lib/nix-files.nix { inherit lib; } ./vm)
