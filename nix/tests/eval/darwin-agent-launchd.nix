{ hosts, lib, ... }:
let
  inherit (hosts.darwin-agent-test.config) launchd services system;
  daemon = launchd.daemons.nixfleet-agent.serviceConfig;
  after = system.activationScripts.postActivation.text;
  program = lib.getExe' services.nixfleet-agent.package "nixfleet-agent";
in
[
  {
    check = daemon.Label == "com.nixfleet.agent";
    msg = "the label is com.nixfleet.agent";
  }
  {
    check = daemon.KeepAlive && daemon.RunAtLoad;
    msg = "launchd keeps the agent alive";
  }
  {
    check = builtins.elem program daemon.ProgramArguments;
    msg = "the daemon starts the program of the package";
  }
  {
    check = !(lib.any (lib.hasInfix "sleep") daemon.ProgramArguments);
    msg = "the agent does not sleep before it begins";
  }
  {
    check = lib.all (folder: lib.hasInfix folder daemon.EnvironmentVariables.PATH) [
      "/nix/var/nix/profiles/default/bin"
      "/run/current-system/sw/bin"
      "/usr/sbin"
    ];
    msg = "Nix and the programs of macOS are on its PATH";
  }
  {
    check = lib.hasInfix "0700 /var/lib/nixfleet" system.activationScripts.preActivation.text;
    msg = "its folder is made before launchd needs it";
  }
  {
    check = lib.hasInfix "kickstart system/com.nixfleet.agent" after;
    msg = "an activation leaves the agent running";
  }
]
