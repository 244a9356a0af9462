# A fleet: a control plane, two web servers, a database, monitoring and a cache. What it consists of is in fleet.nix, what each
# host does is in modules/; here they only meet.
{
  description = "A fleet of NixOS machines, made with NixFleet";

  inputs = {
    # EDIT: whose NixFleet this is.
    nixfleet.url = "github:OWNER/nixfleet";
    # The one set of pins that NixFleet is tested with.
    nixpkgs.follows = "nixfleet/nixpkgs";
    flake-parts.follows = "nixfleet/flake-parts";
  };

  outputs =
    inputs@{
      self,
      nixpkgs,
      nixfleet,
      flake-parts,
      ...
    }:
    let
      inherit (nixpkgs) lib;
      fleet = import ./table.nix;

      # Of real hardware there is a folder, as `nixfleet host add` writes it; a host without one is a virtual machine.
      hardwareOf =
        name:
        let
          folder = ./modules/_hardware + "/${name}";
        in
        if builtins.pathExists folder then
          map (file: folder + "/${file}") (builtins.attrNames (builtins.readDir folder))
        else
          [ ./modules/virtual-machine.nix ];

      mkFleetHost =
        name: host:
        nixfleet.lib.mkHost {
          inherit self;
          hostName = name;
          platform = host.platform or "x86_64-linux";
          # The NixOS release that a host is first installed with: it stays so for this host, whatever comes later.
          stateVersion = host.stateVersion or "25.11";
          inherit (fleet) hostSpec;
          specialArgs = { inherit fleet host nixfleet; };
          modules = [
            nixfleet.scopes.roles.server
            nixfleet.scopes.disko
            nixfleet.scopes.backup
            nixfleet.scopes.monitoring-server
            ./modules/operators.nix
            ./modules/network.nix
            ./modules/keys.nix
            ./modules/agent.nix
            ./modules/cache-client.nix
            { nixfleet.impermanence.enable = host.forgets or false; }
          ]
          ++ map (tag: ./modules/tags + "/${tag}.nix") host.tags
          ++ hardwareOf name;
        };
    in
    flake-parts.lib.mkFlake { inherit inputs; } {
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "aarch64-darwin"
      ];

      # build-vm, start-vm and the others; the installer that they boot; nix fmt; nix flake check.
      imports = [
        nixfleet.flakeModules.apps
        nixfleet.flakeModules.iso
        nixfleet.flakeModules.formatter
        nixfleet.flakeModules.tests
      ];
      # As these files are written; without this it is alejandra.
      perSystem.treefmt.programs = {
        alejandra.enable = false;
        nixfmt.enable = true;
      };
      nixfleet.isoSshKeys = builtins.filter (
        key: !lib.hasInfix "REPLACE-WITH" key
      ) fleet.operatorKeys;

      flake.nixosConfigurations = lib.mapAttrs mkFleetHost fleet.hosts;
    };
}
