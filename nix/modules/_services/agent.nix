# The agent on NixOS. What its unit says is decided in nix/lib/agent-unit.nix.
{ config, lib, ... }:
let
  inherit (lib)
    getExe'
    hasPrefix
    mkIf
    optional
    optionals
    unique
    ;
  cfg = config.services.nixfleet-agent;

  problems = import ../../lib/agent-problems.nix {
    isDarwin = false;
    settings = cfg;
  };
  unit = import ../../lib/agent-unit.nix {
    program = [ (getExe' cfg.package "nixfleet-agent") ];
    settings = cfg;
    proxy = config.networking.proxy.envVars;
  };
  # What systemd makes for the unit is there, with what is below it.
  isOurs = path: path == "/var/lib/nixfleet" || hasPrefix "/var/lib/nixfleet/" path;
  folder = dirOf cfg.dbPath;
  checks = import ../../lib/health-checks.nix {
    isDarwin = false;
    inherit (cfg) healthChecks;
  };
in
{
  imports = [
    ./agent-options.nix
    ../_host/persistence.nix
  ];

  config = mkIf cfg.enable {
    inherit (problems) assertions warnings;

    # `nixfleet-agent --status` and `nixfleet-agent check`.
    environment.systemPackages = [ cfg.package ];
    environment.etc."nixfleet/health-checks.json".text = builtins.toJSON checks;

    systemd.services.nixfleet-agent = unit // {
      # Nix for the work, systemd for the switch and the dead man, ssh for caches at ssh://.
      path = [
        config.nix.package
        config.systemd.package
        config.programs.ssh.package
      ];
    };

    # The agent would use a folder that is there as it is, and others could look into it.
    systemd.tmpfiles.settings.nixfleet-agent = mkIf (!isOurs folder) {
      ${folder}.d = {
        user = "root";
        group = "root";
        mode = "0700";
      };
    };

    networking.firewall.allowedTCPPorts = optionals cfg.metricsOpenFirewall (
      optional (cfg.metricsPort != null) cfg.metricsPort
    );

    nixfleet.persistence.directories =
      map
        (directory: {
          inherit directory;
          mode = "0700";
        })
        (unique [
          "/var/lib/nixfleet"
          folder
        ]);
  };
}
