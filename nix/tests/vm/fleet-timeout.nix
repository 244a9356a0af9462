# A machine that says nothing is given up when its time has passed.
given:
let
  vm = import ./_lib given;
in
vm.fleetTest {
  name = "fleet-timeout";
  nodes = {
    cp = vm.controlPlane { };
    web-01 = vm.agent "web-01" vm.startedByHand;
  };
  testScript = ''
    start_all()
    fleet = Fleet(cp)
    fleet.post("/api/v1/machines/web-01/register", {"lifecycle": "active"})
    rollout = fleet.rollout(fleet.release({"web-01": system_of(cp)}), {"hosts": ["web-01"]}, health_timeout=5)
    fleet.wait_for_status(rollout, "paused", seconds=60)

    failed = fleet.events(rollout, "batch_failed")
    assert [event["unhealthy"] for event in failed] == [1], failed
    messages = [event["message"] for event in fleet.detail(rollout)["events"]]
    assert any("the health time-out of 5 s has passed" in message for message in messages), messages
    assert fleet.get("/api/v1/machines/web-01/reports") == []
    web_01.fail("systemctl is-active nixfleet-agent.service")
  '';
}
