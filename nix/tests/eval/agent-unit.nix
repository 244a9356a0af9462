{
  lib,
  aHost,
  hosts,
  ...
}:
let
  inherit (hosts.agent-test) config;
  inherit (config)
    environment
    nixfleet
    services
    systemd
    ;
  inherit (services.nixfleet-agent) package;
  program = lib.getExe' package "nixfleet-agent";
  unit = systemd.services.nixfleet-agent;
  idle = hosts.edge-01.config;

  keeping =
    dbPath:
    aHost {
      modules = [
        {
          services.nixfleet-agent = {
            enable = true;
            controlPlaneUrl = "https://cp.test:8080";
            inherit dbPath;
          };
        }
      ];
    };
  proxied = aHost {
    modules = [
      {
        networking.proxy.envVars = {
          https_proxy = "http://fleet:p%40ss@proxy.test:3128";
          no_proxy = ".test";
        };
        services.nixfleet-agent = {
          enable = true;
          controlPlaneUrl = "https://cp.test:8080";
        };
      }
    ];
  };
  made = dbPath: (keeping dbPath).systemd.tmpfiles.settings.nixfleet-agent or { };
in
[
  {
    check = (made "/data/nixfleet/state.db")."/data/nixfleet".d.mode == "0700";
    msg = "a folder elsewhere is closed to others, also one that was there";
  }
  {
    check = made "/var/lib/nixfleet/state.db" == { } && made "/var/lib/nixfleet/a/state.db" == { };
    msg = "systemd makes the usual one";
  }
  {
    check = lib.hasPrefix ''"${program}" '' unit.serviceConfig.ExecStart;
    msg = "the unit starts the program of the package";
  }
  {
    check = unit.serviceConfig.Restart == "always" && unit.unitConfig.StartLimitIntervalSec == 0;
    msg = "the agent is started again for ever";
  }
  {
    check = unit.serviceConfig.NoNewPrivileges && !(unit.serviceConfig ? ProtectSystem);
    msg = "the agent has no sandbox that would keep it from its work";
  }
  {
    check = !(unit.serviceConfig ? RuntimeDirectory);
    msg = "what an attempt leaves in /run outlives the agent";
  }
  {
    check = !unit.stopIfChanged;
    msg = "the agent lives through the activation that replaces it";
  }
  {
    # NixOS puts programs of its own beside them.
    check = lib.all (package: lib.elem package unit.path) [
      config.nix.package
      config.systemd.package
      config.programs.ssh.package
    ];
    msg = "Nix, systemd and ssh are on its PATH";
  }
  {
    check = lib.any (
      each: each.directory == "/var/lib/nixfleet" && each.mode == "0700"
    ) nixfleet.persistence.directories;
    msg = "a host whose root is wiped keeps the agent's state";
  }
  {
    check =
      let
        given = proxied.systemd.services.nixfleet-agent.environment;
      in
      given.https_proxy == "http://fleet:p%%40ss@proxy.test:3128"
      && given.no_proxy == ".test"
      && !(unit.environment ? https_proxy);
    msg = "the agent goes over the proxy of the host, whose password systemd does not expand";
  }
  {
    check = builtins.elem package environment.systemPackages;
    msg = "nixfleet-agent is there for who asks it for its status";
  }
  {
    check =
      !(idle.systemd.services ? nixfleet-agent)
      && !(idle.environment.etc ? "nixfleet/health-checks.json");
    msg = "a host without an agent has nothing of it";
  }
]
