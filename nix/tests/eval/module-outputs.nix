# Scopes and roles under the names by which Nix users look for modules, for systems that are made without mkHost.
{ inputs, lib, ... }:
let
  nixfleet = import ../flake-outputs.nix { inherit inputs; };
  inherit (nixfleet) darwinModules homeManagerModules nixosModules;
  scopes = [
    "backup"
    "base"
    "compliance"
    "disko"
    "firewall"
    "generation-label"
    "hardware"
    "home-manager"
    "impermanence"
    "monitoring"
    "monitoring-server"
    "o11y"
    "operators"
    "remote-builders"
    "secrets"
    "terminal-compat"
    "vpn"
  ];
  roles = [
    "role-endpoint"
    "role-microvm-guest"
    "role-server"
    "role-workstation"
  ];

  plain =
    (inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { };
      modules = [
        nixosModules.role-server
        nixosModules.backup
        {
          hostSpec.hostName = "plain";
          nixfleet.operators.users.ops = {
            isAdmin = true;
            sshAuthorizedKeys = [
              "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ops@test"
            ];
          };
        }
      ];
    }).config;
in
[
  {
    check = lib.all (name: nixosModules ? ${name} && nixfleet.scopes ? ${name}) scopes;
    msg = "the 17 scopes of v0.1.1 are modules, and scopes";
  }
  {
    check = lib.filter (lib.hasPrefix "role-") (lib.attrNames nixosModules) == roles;
    msg = "so are the four roles";
  }
  {
    check = nixosModules ? platform-base && nixosModules ? hardware-secure-boot;
    msg = "and what is only for some hosts";
  }
  {
    check = lib.filter (name: !lib.hasPrefix "nixfleet-" name) (lib.attrNames darwinModules) == [
      "backup"
      "base"
      "home-manager"
      "operators"
      "platform-base"
      "remote-builders"
    ];
    msg = "macOS has its own, under the same names";
  }
  {
    check = lib.attrNames homeManagerModules == [
      "base"
      "impermanence"
    ];
    msg = "so has Home Manager";
  }
  {
    check =
      plain.networking.nftables.enable && plain.hostSpec.userName == "ops" && plain.nixfleet.backup ? paths;
    msg = "a role alone makes a host without mkHost";
  }
]
