# An agent whose control plane is not there yet keeps asking, and is taken in when it comes.
given:
let
  vm = import ./_lib given;
in
vm.fleetTest {
  name = "fleet-poll-retry";
  nodes = {
    cp = vm.controlPlane { };
    agent = vm.agent "agent" { };
  };
  testScript = ''
    agent.start()
    wait_for_log(agent, "Initial poll failed, scheduling retry")
    agent.succeed("systemctl is-active nixfleet-agent.service")
    restarts = agent.succeed("systemctl show -P NRestarts nixfleet-agent.service").strip()
    assert restarts == "0", restarts

    cp.start()
    fleet = Fleet(cp)
    fleet.wait_for_machines("agent")
    agent.succeed("systemctl is-active nixfleet-agent.service")
    assert agent.succeed("systemctl show -P NRestarts nixfleet-agent.service").strip() == "0"
  '';
}
