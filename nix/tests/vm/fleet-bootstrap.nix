# From nothing to a first rollout, by the CLI: the first key, machines that come in, a release; and there is no second first key.
given:
let
  vm = import ./_lib given;
in
vm.fleetTest {
  name = "fleet-bootstrap";
  nodes = {
    cp = vm.controlPlane { };
    operator = vm.operator "operator" { };
    web-01 = vm.agent "web-01" vm.startedByHand;
    web-02 = vm.agent "web-02" vm.startedByHand;
  };
  testScript = ''
    start_all()
    wait_for_control_plane(cp)
    operator.wait_for_unit("multi-user.target")

    with subtest("there is no key: nobody gets in"):
        assert status_of(operator, "/api/v1/machines", key="nfk-0000") == "401"

    with subtest("the first key"):
        key = operator.succeed("nixfleet bootstrap").strip()
        assert key.startswith("nfk-") and "\n" not in key, key
        fleet = Fleet(cp, key=key)

    with subtest("machines come in when their agents start"):
        assert fleet.machines() == {}
        assert json.loads(operator.succeed("nixfleet machines list --json")) == []
        for machine in (web_01, web_02):
            machine.systemctl("start nixfleet-agent.service")
        fleet.wait_for_machines("web-01", "web-02")
        listed = json.loads(operator.succeed("nixfleet machines list --json"))
        assert {machine["machine_id"] for machine in listed} == {"web-01", "web-02"}, listed

    with subtest("a rollout goes through"):
        release = fleet.release({"web-01": system_of(web_01), "web-02": system_of(web_02)})
        operator.succeed(f"nixfleet deploy --release {release} --hosts 'web-*' --yes --wait >&2")

    with subtest("a second bootstrap is refused, and changes nothing"):
        operator.fail("nixfleet bootstrap")
        assert len(fleet.get("/api/v1/keys")) == 1
        assert set(fleet.machines()) == {"web-01", "web-02"}
  '';
}
