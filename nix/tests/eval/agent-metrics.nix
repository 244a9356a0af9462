{ hosts, lib, ... }:
let
  inherit (hosts.agent-test.config) networking systemd;
  command = systemd.services.nixfleet-agent.serviceConfig.ExecStart;
in
[
  {
    check = lib.hasInfix "--metrics-port=9101" command;
    msg = "the agent is told its metrics port";
  }
  {
    check = builtins.elem 9101 networking.firewall.allowedTCPPorts;
    msg = "the firewall lets Prometheus in";
  }
]
