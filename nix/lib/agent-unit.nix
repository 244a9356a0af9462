# The agent under systemd, as the value of `systemd.services.nixfleet-agent`; tests/systemd boots machines with this unit.
#
# `program`: the argv that starts the agent; `settings`: the value of `services.nixfleet-agent`; `proxy`: the variables that
# name the host's proxies.
{
  program,
  settings,
  proxy ? { },
}:
let
  inherit (builtins)
    concatStringsSep
    mapAttrs
    replaceStrings
    ;

  argument = import ./systemd-argument.nix;
  # systemd reads specifiers there.
  plain = replaceStrings [ "%" ] [ "%%" ];
  # The agent makes the folder of its database; the file system that it is on has to be there.
  databaseFolder = builtins.dirOf settings.dbPath;
in
{
  description = "NixFleet agent: brings this machine to what its control plane wants";
  wantedBy = [ "multi-user.target" ];
  wants = [ "network-online.target" ];
  after = [
    "network-online.target"
    "nix-daemon.service"
  ];

  # The agent lives through the activation that replaces it: it tells how that goes, and is restarted at its end. (Its
  # start then still waits for network-online, if that is on its way too.) Were it stopped first, an activation that hangs
  # would leave the machine without an agent until the dead man acts.
  stopIfChanged = false;

  # Behind a proxy the agent needs it to reach its control plane, and Nix to fetch. A password may have %-codes.
  environment = mapAttrs (_: plain) (proxy // import ./agent-environment.nix settings);

  unitConfig = {
    # A control plane that is away, or a certificate that is not there yet, must not be the last of the agent.
    StartLimitIntervalSec = 0;
    RequiresMountsFor = [ (plain (builtins.toJSON databaseFolder)) ];
  };

  # No RuntimeDirectory: what the keepers of an attempt write below /run/nixfleet outlives the agent. No sandbox beyond
  # NoNewPrivileges: the agent sets the system profile, fetches as root, and runs the machine's own health checks.
  serviceConfig = {
    Type = "simple";
    ExecStart = concatStringsSep " " (
      map argument (import ./agent-command.nix { inherit program settings; })
    );
    Restart = "always";
    RestartSec = 30;
    # The agent ends its fetches and probes itself: told to end at the same moment, they would seem to have failed.
    # Switches and the dead man are units of their own, which this one does not take along.
    KillMode = "mixed";
    # It takes two seconds; what waits for it is an activation, which has a limit of its own.
    TimeoutStopSec = 30;
    StateDirectory = "nixfleet";
    StateDirectoryMode = "0700";
    NoNewPrivileges = true;
  };
}
