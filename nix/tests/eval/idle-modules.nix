# What nobody enabled is not there: a host with our service modules is the host without them.
{
  inputs,
  lib,
  scopes,
  ...
}:
let
  given = arguments: arguments;
  raw = import ../../lib/mk-host.nix {
    inputs = inputs // {
      nixpkgs = inputs.nixpkgs // {
        lib = lib // {
          nixosSystem = given;
        };
      };
      darwin.lib.darwinSystem = given;
    };
    inherit scopes;
  };
  arguments =
    platform:
    raw {
      hostName = "a";
      inherit platform;
      stateVersion = "25.11";
      hostSpec.userName = "deploy";
      modules = [ { users.users.deploy.openssh.authorizedKeys.keys = [ "ssh-ed25519 A" ]; } ];
    };

  isService =
    module:
    if builtins.isAttrs module then
      (module.key or "") == "nixfleet/microvm-host"
    else
      lib.hasInfix "/_services/" (toString module);
  withoutServices =
    { modules, specialArgs }:
    {
      inherit specialArgs;
      modules = builtins.filter (module: builtins.isFunction module || !(isService module)) modules;
    };

  # Of a configuration what a machine would get to see, as far as a module of ours could add to it.
  seen =
    config:
    let
      names = lib.mapAttrs (_: builtins.attrNames);
      at = path: lib.attrByPath (lib.splitString "." path) { } config;
    in
    builtins.toJSON {
      failed = map (each: each.message) (builtins.filter (each: !each.assertion) config.assertions);
      packages = map (package: package.name) config.environment.systemPackages;
      settings = { inherit (config.nix.settings) substituters trusted-public-keys trusted-users; };
      tcp = at "networking.firewall.allowedTCPPorts";
      udp = at "networking.firewall.allowedUDPPorts";
      trusted = at "networking.firewall.trustedInterfaces";
      names = names {
        inherit (config.environment) etc;
        inherit (config.users) groups users;
        scripts = config.system.activationScripts;
        daemons = at "launchd.daemons";
        services = at "systemd.services";
        sockets = at "systemd.sockets";
        timers = at "systemd.timers";
        paths = at "systemd.paths";
        networks = at "systemd.network.networks";
        netdevs = at "systemd.network.netdevs";
        sysctl = at "boot.kernel.sysctl";
      };
      inherit (config) warnings;
      conf = config.nixfleet.nixCustomConf or null;
      persistent = config.nixfleet.persistence.directories or null;
    };
  nixos = inputs.nixpkgs.lib.nixosSystem;
  darwin = inputs.darwin.lib.darwinSystem;
  isSame =
    build: platform:
    let
      host = arguments platform;
    in
    seen (build host).config == seen (build (withoutServices host)).config;
  count = platform: builtins.length (arguments platform).modules;
  less = platform: builtins.length (withoutServices (arguments platform)).modules;
in
[
  {
    check = count "x86_64-linux" - less "x86_64-linux" == 5;
    msg = "five modules of services are on a Linux host";
  }
  {
    check = count "aarch64-darwin" - less "aarch64-darwin" == 2;
    msg = "two are on a Mac";
  }
  {
    check = isSame nixos "x86_64-linux";
    msg = "a Linux host is the same without them";
  }
  {
    check = isSame darwin "aarch64-darwin";
    msg = "a Mac is the same without them";
  }
]
