# A template as a flake: its outputs over the real module system, with inputs as the evaluation tests have them.
#
#   nix-instantiate --eval --strict --json nix/tests/template.nix -A summary --arg nixpkgs ... --arg folder /a/copy
{ nixpkgs, folder }:
let
  inputs = import ./stub/inputs.nix { inherit nixpkgs; };
  scopes = import ../scopes { inherit inputs; };

  nixfleet = {
    inherit scopes;
    diskoTemplates = scopes.disk-templates;
    lib.mkHost = import ../lib/mk-host.nix { inherit inputs scopes; };
    flakeModules = import ../modules/_flake { inherit inputs; };
  };

  # As a flake of a git repository without changes has itself.
  self = flake // {
    outPath = toString folder;
    rev = "0123456789abcdef0123456789abcdef01234567";
    lastModifiedDate = "20261121200000";
  };
  flake = (import (folder + "/flake.nix")).outputs {
    inherit self nixfleet;
    inherit (inputs) nixpkgs flake-parts;
  };

  hosts = flake.nixosConfigurations;

  # What a test looks at; services are looked into where they are enabled.
  summary =
    { config, ... }:
    let
      inherit (config) services;
    in
    {
      inherit (config.hostSpec) hostName userName;
      platform = config.nixpkgs.hostPlatform.system or config.nixpkgs.hostPlatform;
      revision = config.system.configurationRevision;
      inherit (config.system) stateVersion;
      inherit (config) warnings;
      agent =
        if services.nixfleet-agent.enable then
          {
            inherit (services.nixfleet-agent)
              machineId
              controlPlaneUrl
              tags
              tls
              allowInsecure
              cacheUrl
              healthChecks
              ;
          }
        else
          null;
      controlPlane =
        if services.nixfleet-control-plane.enable then
          { inherit (services.nixfleet-control-plane) listen tls bootstrapTokenFile; }
        else
          null;
      cacheServer = services.nixfleet-cache-server.enable;
      collects = config.nix.gc.automatic or false;
      cacheClient = services.nixfleet-cache.enable;
      inherit (config.nix.settings) substituters;
      ports = config.networking.firewall.allowedTCPPorts;
      watchedOn =
        if config.services.prometheus.exporters.node.openFirewall or false then
          [ "everywhere" ]
        else
          builtins.filter (
            name: builtins.elem 9100 config.networking.firewall.interfaces.${name}.allowedTCPPorts
          ) (builtins.attrNames config.networking.firewall.interfaces);
      addresses = config.networking.interfaces.eth1.ipv4.addresses or [ ];
      knows = builtins.attrNames config.networking.hosts;
      forgets = config.nixfleet.impermanence.enable;
      persisted = map (each: each.directory) config.nixfleet.persistence.directories;
      rootKeys = config.users.users.root.openssh.authorizedKeys.keys;
      disks = map (disk: disk.device) (builtins.attrValues config.disko.devices.disk);
      units = builtins.attrNames config.systemd.services;
      # What a job does not say is null there.
      scrapes = map (inputs.nixpkgs.lib.filterAttrs (_: value: value != null)) config.services.prometheus.scrapeConfigs;
    };
in
{
  # The names of what there is for one system.
  ofSystem =
    builtins.mapAttrs (_: systems: builtins.attrNames (systems.x86_64-linux or { }))
      {
        inherit (flake) apps checks packages;
      };

  summary = builtins.mapAttrs (_: summary) hosts;

  # Of each host the path of its system; refused, where an assertion does not hold.
  toplevels = builtins.mapAttrs (_: host: toString host.config.system.build.toplevel) hosts;

  # What `nix flake check` of a fleet says of its hosts together.
  checked =
    let
      fleet = import ../lib/check-fleet.nix { nixosConfigurations = hosts; };
    in
    builtins.attrNames fleet.nixosConfigurations;
}
