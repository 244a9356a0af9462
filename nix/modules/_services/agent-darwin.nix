# The agent on macOS, by nix-darwin. What its daemon says is decided in nix/lib/agent-daemon.nix.
{
  config,
  lib,
  ...
}:
let
  inherit (lib)
    escapeShellArgs
    getExe'
    mkAfter
    mkIf
    unique
    ;
  cfg = config.services.nixfleet-agent;

  problems = import ../../lib/agent-problems.nix {
    isDarwin = true;
    settings = cfg;
  };
  checks = import ../../lib/health-checks.nix {
    isDarwin = true;
    inherit (cfg) healthChecks;
  };
  folders = unique [
    "/var/lib/nixfleet"
    (dirOf cfg.dbPath)
  ];
in
{
  imports = [ ./agent-options.nix ];

  config = mkIf cfg.enable {
    inherit (problems) assertions warnings;

    # `nixfleet-agent --status` and `nixfleet-agent check`.
    environment.systemPackages = [ cfg.package ];
    # By its text and not as a source: what is copied to the host is then all that it needs.
    environment.etc."nixfleet/health-checks.json".text = builtins.toJSON checks;

    launchd.daemons.nixfleet-agent.serviceConfig = import ../../lib/agent-daemon.nix {
      program = [ (getExe' cfg.package "nixfleet-agent") ];
      settings = cfg;
    };

    # nix-darwin runs no activation scripts but its own and these two.
    system.activationScripts.preActivation.text = ''
      /usr/bin/install -d -m 0700 ${escapeShellArgs folders}
    '';

    # launchd starts what it has loaded anew. An agent that was ended on the way, or that launchd has given up, is started
    # here; one that runs is left alone, for it may be the one that waits for this activation.
    system.activationScripts.postActivation.text = mkAfter ''
      echo "starting the NixFleet agent..." >&2
      /bin/launchctl kickstart system/com.nixfleet.agent || true
    '';
  };
}
