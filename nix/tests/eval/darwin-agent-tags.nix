{ hosts, ... }:
let
  daemon = hosts.darwin-agent-test.config.launchd.daemons.nixfleet-agent.serviceConfig;
in
[
  {
    check = daemon.EnvironmentVariables.NIXFLEET_TAGS == "workstation,darwin";
    msg = "the tags are in NIXFLEET_TAGS, separated by commas";
  }
]
