# The whole way, with nothing pretended: a machine is told of another system, switches to it, proves itself, keeps it as
# what it boots; and goes back by itself from one that does not prove itself.
given:
let
  vm = import ./_lib given;
in
vm.fleetTest {
  name = "fleet-switch";
  nodes = {
    cp = vm.controlPlane { };
    agent = vm.agent "agent" {
      imports = [ (vm.next "next") ];
      services.nixfleet-agent = {
        dryRun = false;
        confirmTimeout = 30;
        healthChecks.command = [
          {
            name = "not marked bad";
            command = "test ! -e /etc/nixfleet-bad";
          }
        ];
      };
      specialisation.bad.configuration.environment.etc."nixfleet-bad".text = "bad";
    };
  };
  testScript = ''
    start_all()
    fleet = Fleet(cp)
    fleet.wait_for_machines("agent")
    before = system_of(agent)
    good = agent.succeed("readlink -f /run/current-system/specialisation/next").strip()
    bad = agent.succeed("readlink -f /run/current-system/specialisation/bad").strip()

    with subtest("what proves itself is what the machine boots next"):
        rollout = fleet.rollout(fleet.release({"agent": good}), {"hosts": ["agent"]})
        fleet.wait_for_status(rollout, "completed")
        assert system_of(agent) == good
        agent.succeed("grep -q next /etc/nixfleet-marker")
        assert agent.succeed("readlink -f /nix/var/nix/profiles/system").strip() == good

    with subtest("what does not is taken back by the machine, and the rollout pauses"):
        rollout = fleet.rollout(fleet.release({"agent": bad}), {"hosts": ["agent"]}, health_timeout=120)
        fleet.wait_for_status(rollout, "paused")
        assert system_of(agent) == good
        assert agent.succeed("readlink -f /nix/var/nix/profiles/system").strip() == good
        assert before != good
  '';
}
