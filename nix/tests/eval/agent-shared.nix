# One module for hosts of both systems, and what an agent elsewhere than usual needs.
{ mkHost, lib, ... }:
let
  shared = {
    services.nixfleet-agent = {
      enable = true;
      controlPlaneUrl = "https://cp.test:8080";
      metricsPort = 9101;
      metricsHost = "127.0.0.1";
      metricsOpenFirewall = true;
      dbPath = "/data/nixfleet/state.db";
      healthChecks.command = [
        {
          name = "slow";
          command = "true";
          timeout = 300;
        }
      ];
    };
  };
  hostOn =
    platform:
    (mkHost {
      hostName = "shared";
      inherit platform;
      hostSpec.userName = "deploy";
      stateVersion = "24.11";
      modules = [ shared ];
    }).config;
  nixos = hostOn "aarch64-linux";
  darwin = hostOn "aarch64-darwin";

  warns = host: text: lib.any (lib.hasInfix text) host.warnings;
  failing = host: map (each: each.message) (lib.filter (each: !each.assertion) host.assertions);
  isOurs = lib.hasInfix "nixfleet-agent";
in
[
  {
    check = lib.filter isOurs (failing nixos) == [ ] && lib.filter isOurs (failing darwin) == [ ];
    msg = "a module without checks of one system is fine on both";
  }
  {
    check = warns nixos "answers this host only" && warns darwin "knows programs and not ports";
    msg = "a firewall that is opened for nothing is warned of";
  }
  {
    check = warns nixos "check slow may take 300 s";
    msg = "a check that outlasts the time to confirm is warned of";
  }
  {
    check =
      map (each: { inherit (each) directory mode; }) nixos.nixfleet.persistence.directories == [
        {
          directory = "/var/lib/nixfleet";
          mode = "0700";
        }
        {
          directory = "/data/nixfleet";
          mode = "0700";
        }
      ];
    msg = "a database elsewhere is kept too";
  }
  {
    check =
      nixos.systemd.services.nixfleet-agent.unitConfig.RequiresMountsFor == [ ''"/data/nixfleet"'' ];
    msg = "the agent waits for the file system of its database";
  }
  {
    check = lib.hasInfix "/data/nixfleet" darwin.system.activationScripts.preActivation.text;
    msg = "macOS makes the folder of a database elsewhere";
  }
  {
    check = !(nixos.systemd.services.nixfleet-agent.environment ? NIXFLEET_TAGS);
    msg = "without tags there is no variable for them";
  }
]
