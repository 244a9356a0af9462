# A machine that is not well where it is told to be pauses the rollout, changes nothing, and ends it well once it is mended.
given:
let
  vm = import ./_lib given;
in
vm.fleetTest {
  name = "fleet-apply-failure";
  nodes = {
    cp = vm.controlPlane { };
    web-01 = vm.agent "web-01" {
      services.nixfleet-agent.healthChecks.command = [
        {
          name = "not sick";
          command = "test ! -e /run/sick";
        }
      ];
    };
  };
  testScript = ''
    start_all()
    fleet = Fleet(cp)
    fleet.wait_for_machines("web-01")
    before = system_of(web_01)

    with subtest("a sick machine pauses the rollout"):
        web_01.succeed("touch /run/sick")
        rollout = fleet.rollout(fleet.release({"web-01": before}), {"hosts": ["web-01"]})
        fleet.wait_for_status(rollout, "paused")
        assert fleet.health_of("web-01") is False, fleet.detail(rollout)
        assert system_of(web_01) == before
        web_01.succeed("systemctl is-active nixfleet-agent.service")

    with subtest("mended, it completes with a resume"):
        web_01.succeed("rm /run/sick")
        fleet.wait(lambda: fleet.health_of("web-01") is True, "a healthy report", 60)
        fleet.post(f"/api/v1/rollouts/{rollout}/resume")
        fleet.wait_for_status(rollout, "completed")
        assert system_of(web_01) == before
  '';
}
