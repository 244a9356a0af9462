# A fleet's flake that has nothing of ours but the flake's outputs: no role, no scope.
{ inputs, lib, ... }:
let
  nixfleet = import ../flake-outputs.nix { inherit inputs; };

  org = {
    userName = "ops";
    timeZone = "Europe/Paris";
    locale = "fr_FR.UTF-8";
  };
  host =
    hostName: hostSpec:
    nixfleet.lib.mkHost {
      inherit hostName;
      platform = "x86_64-linux";
      stateVersion = "25.11";
      hostSpec = org // hostSpec;
    };
  specOf = host: host.config.hostSpec;
  bare = host "bare" { };
  other = host "other" {
    userName = "alice";
    timeZone = "UTC";
  };
  fleet = {
    nixosConfigurations = { inherit bare other; };
  };
  isService = lib.hasPrefix "nixfleet-";
  isModule = module: builtins.isPath module || builtins.isAttrs module || lib.isFunction module;
in
[
  {
    check = lib.isFunction nixfleet.lib.mkHost && lib.isFunction nixfleet.lib.checkFleet;
    msg = "mkHost and checkFleet are there";
  }
  {
    check = (specOf bare).hostName == "bare" && (specOf other).hostName == "other";
    msg = "each host has its own name";
  }
  {
    check = (specOf bare).userName == "ops" && (specOf bare).timeZone == "Europe/Paris";
    msg = "a host has what the organisation says";
  }
  {
    check = !(specOf bare).isDarwin;
    msg = "a Linux host is no Darwin host";
  }
  {
    check = (specOf other).userName == "alice" && (specOf other).timeZone == "UTC";
    msg = "a host may say otherwise";
  }
  {
    check = (specOf other).locale == "fr_FR.UTF-8";
    msg = "and keeps the rest";
  }
  {
    check = builtins.attrNames (nixfleet.lib.checkFleet fleet).nixosConfigurations == [
      "bare"
      "other"
    ];
    msg = "a fleet that is well passes checkFleet as it is";
  }
  {
    check =
      lib.filter isService (builtins.attrNames nixfleet.nixosModules) == [
        "nixfleet-agent"
        "nixfleet-cache"
        "nixfleet-cache-server"
        "nixfleet-control-plane"
        "nixfleet-core"
        "nixfleet-microvm-host"
      ]
      && lib.all isModule (lib.attrValues nixfleet.nixosModules);
    msg = "the modules of NixOS are there";
  }
  {
    check =
      lib.filter isService (builtins.attrNames nixfleet.darwinModules) == [
        "nixfleet-agent"
        "nixfleet-cache"
        "nixfleet-core"
      ]
      && lib.all isModule (lib.attrValues nixfleet.darwinModules);
    msg = "the modules of nix-darwin are there";
  }
  {
    check = nixfleet.scopes ? impermanence && nixfleet.diskoTemplates ? btrfs-impermanence;
    msg = "scopes and disk templates are there";
  }
]
