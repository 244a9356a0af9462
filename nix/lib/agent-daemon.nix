# The agent under launchd, as the value of `launchd.daemons.nixfleet-agent.serviceConfig`.
#
# `program`: the argv that starts the agent; `settings`: the value of `services.nixfleet-agent`.
{ program, settings }:
let
  state = "/var/lib/nixfleet";
  log = "/var/log/nixfleet-agent.log";
in
{
  Label = "com.nixfleet.agent";
  # The store is a volume of its own, which macOS mounts some time after it starts daemons. Nothing else is waited for:
  # an agent whose certificates are not there yet says so, ends, and is started again; one whose clock is wrong asks
  # again. No `&&`: nix-darwin has not always escaped what goes into a property list.
  ProgramArguments = [
    "/bin/sh"
    "-c"
    "/bin/wait4path /nix/store; exec \"$@\""
    "nixfleet-agent"
  ]
  ++ import ./agent-command.nix { inherit program settings; };
  RunAtLoad = true;
  KeepAlive = true;
  ThrottleInterval = 10;
  ExitTimeOut = 10;
  # launchd does not start a daemon whose folder is missing: the activation makes it.
  WorkingDirectory = state;
  StandardOutPath = log;
  StandardErrorPath = log;
  EnvironmentVariables = import ./agent-environment.nix settings // {
    # launchd's own has no Nix. The first is the Nix that was installed, the second what nix-darwin brings; sysctl is in
    # /usr/sbin.
    PATH = "/nix/var/nix/profiles/default/bin:/run/current-system/sw/bin:/usr/bin:/bin:/usr/sbin:/sbin";
  };
}
