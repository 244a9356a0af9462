# The tags that a host declares are the tags that the control plane finds it by, and no others.
given:
let
  vm = import ./_lib given;
in
vm.fleetTest {
  name = "fleet-tag-sync";
  nodes = {
    cp = vm.controlPlane { };
    tagged = vm.agent "tagged" {
      services.nixfleet-agent.tags = [
        "web"
        "production"
        "eu-west"
      ];
    };
  };
  testScript = ''
    start_all()
    fleet = Fleet(cp)
    fleet.wait_for_machines("tagged")
    tagged.succeed("systemctl is-active nixfleet-agent.service")
    tags = fleet.machines()["tagged"]["tags"]
    assert sorted(tags) == ["eu-west", "production", "web"], tags
    for tag in tags:
        assert set(fleet.machines(tag)) == {"tagged"}, tag
    assert fleet.machines("staging") == {}
    listed = json.loads(cp.succeed(f"NIXFLEET_API_KEY={fleet.key} nixfleet machines list --tags web --json"))
    assert [machine["machine_id"] for machine in listed] == ["tagged"], listed
  '';
}
