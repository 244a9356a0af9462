# An agent that is told of a path that nobody has says so, and leaves its machine alone.
given:
let
  vm = import ./_lib given;
in
vm.fleetTest {
  name = "fleet-agent-rebuild";
  nodes = {
    cp = vm.controlPlane { };
    agent = vm.agent "agent" { services.nixfleet-agent.dryRun = false; };
  };
  testScript = ''
    start_all()
    fleet = Fleet(cp)
    fleet.wait_for_machines("agent")
    before = system_of(agent)
    nowhere = f"/nix/store/{'0' * 32}-nixos-system-agent-nowhere"

    rollout = fleet.rollout(fleet.release({"agent": nowhere}), {"hosts": ["agent"]}, health_timeout=15)
    wait_for_log(agent, "not found locally and no cache URL configured")
    fleet.wait_for_status(rollout, "paused")
    assert system_of(agent) == before
    agent.succeed("systemctl is-active nixfleet-agent.service")
    agent.fail(f"test -e {nowhere}")
  '';
}
