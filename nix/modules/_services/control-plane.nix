# The control plane on NixOS. What its unit says is decided in nix/lib/control-plane-unit.nix.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    getExe'
    mkIf
    mkMerge
    optional
    ;
  cfg = config.services.nixfleet-control-plane;
  user = import ../../lib/control-plane-user.nix;

  address = import ../../lib/listen-address.nix;
  state = import ../../lib/state-folder.nix cfg.dbPath;
  portOf =
    text:
    let
      found = if text == null then null else address text;
    in
    optional (found != null) found.port;

  # Each may be left out of a host that takes single modules.
  agent = config.services.nixfleet-agent or { };
  cache = config.services.nixfleet-cache-server or { };
  problems = import ../../lib/control-plane-problems.nix {
    service = cfg;
    others =
      optional ((agent.enable or false) && agent.metricsPort != null) {
        option = "services.nixfleet-agent.metricsPort";
        port = agent.metricsPort;
      }
      ++ optional (cache.enable or false) {
        option = "services.nixfleet-cache-server.port";
        inherit (cache) port;
      };
    folders =
      import ../../lib/service-folders.nix {
        services = removeAttrs config.systemd.services [ "nixfleet-control-plane" ];
        users = removeAttrs config.users.users [ user ];
      }
      ++ optional (agent.enable or false) {
        option = "services.nixfleet-agent.dbPath";
        folder = dirOf agent.dbPath;
        isHome = false;
      };
  };
  copier = getExe' (pkgs.writeShellApplication {
    name = "nixfleet-control-plane-secrets";
    runtimeInputs = [
      pkgs.coreutils
      pkgs.diffutils
    ];
    text = builtins.readFile ./control-plane-secrets.sh;
  }) "nixfleet-control-plane-secrets";
  renewal = import ../../lib/control-plane-renewal.nix {
    service = cfg;
    inherit (pkgs) coreutils;
    inherit copier;
  };
in
{
  imports = [
    ./control-plane-options.nix
    ../_host/persistence.nix
  ];

  config = mkIf cfg.enable (mkMerge [
    {
      inherit (problems) assertions warnings;

      # `nixfleet-control-plane backup`, `check`, `restore`.
      environment.systemPackages = [ cfg.package ];

      users.users.${user} = {
        isSystemUser = true;
        group = user;
        description = "NixFleet control plane";
      };
      users.groups.${user} = { };

      systemd.services.nixfleet-control-plane = import ../../lib/control-plane-unit.nix {
        service = cfg;
        program = getExe' cfg.package "nixfleet-control-plane";
        inherit (pkgs) coreutils;
        inherit copier;
      };

      networking.firewall.allowedTCPPorts =
        lib.optionals cfg.openFirewall (portOf cfg.listen)
        ++ lib.optionals cfg.metricsOpenFirewall (portOf cfg.metricsListen);

      nixfleet.persistence.directories = [
        {
          directory = state.folder;
          inherit user;
          group = user;
          mode = "0700";
        }
      ];
    }
    (mkIf renewal.isNeeded {
      systemd.timers.nixfleet-control-plane-renewal = renewal.timer;
      systemd.services.nixfleet-control-plane-renewal = renewal.unit;
    })
    (mkIf (state.stateDirectory == null) {
      systemd.tmpfiles.settings."10-nixfleet-control-plane".${state.folder}.d = {
        inherit user;
        group = user;
        mode = "0700";
      };
    })
  ]);
}
