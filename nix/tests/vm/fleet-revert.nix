# A rollout that fails in its second batch takes back the first one: real systems, really switched to and left again.
given:
let
  vm = import ./_lib given;
  web = {
    imports = [ (vm.next "next") ];
    services.nixfleet-agent = {
      dryRun = false;
      confirmTimeout = 20;
      # Sick on the new system only: before it is told, the machine is well.
      healthChecks.command = [
        {
          name = "not sick";
          command = "test ! -e /run/sick || test ! -e /etc/nixfleet-marker";
        }
      ];
    };
  };
in
vm.fleetTest {
  name = "fleet-revert";
  nodes = {
    cp = vm.controlPlane { };
    web-01 = vm.agent "web-01" web;
    web-02 = vm.agent "web-02" web;
  };
  testScript = ''
    start_all()
    fleet = Fleet(cp)
    machines = {"web-01": web_01, "web-02": web_02}
    fleet.wait_for_machines(*machines)
    before = {name: system_of(machine) for name, machine in machines.items()}
    following = {
        name: machine.succeed("readlink -f /run/current-system/specialisation/next").strip()
        for name, machine in machines.items()
    }

    with subtest("the second machine will be sick"):
        target = {"hosts": list(machines)}
        settings = {
            "strategy": "staged",
            "batch_sizes": ["1", "1"],
            "on_failure": "revert",
            "health_timeout": 120,
        }
        release = fleet.release(following)
        plan = fleet.post("/api/v1/rollouts/plan", fleet.order(release, target, **settings))
        first, second = [batch["machine_ids"][0] for batch in plan["batches"]]
        machines[second].succeed("touch /run/sick")

    with subtest("the rollout fails, and takes back what it did"):
        rollout = fleet.rollout(release, target, seed=plan["seed"], **settings)
        fleet.wait_for_status(rollout, "failed", seconds=400)
        fleet.wait(lambda: fleet.detail(rollout)["phase"] != "reverting", "the end of the revert", 400)
        detail = fleet.detail(rollout)
        assert detail["phase"] == "reverted", detail
        assert [batch["status"] for batch in detail["batches"]] == ["succeeded", "failed"], detail
        assert {part["machine_id"]: part["previous"] for part in detail["machines"]} == before, detail

    with subtest("both machines are where they were, and are meant to be there"):
        known = fleet.machines()
        for name, machine in machines.items():
            assert system_of(machine) == before[name], name
            machine.fail("test -e /etc/nixfleet-marker")
            assert known[name]["desired_generation"] == before[name], known
            machine.succeed("systemctl is-active nixfleet-agent.service")

    with subtest("the first one had been there, and its journal has its health"):
        wait_for_log(machines[first], "health report: all checks pass")
        assert following[first] in json.dumps(fleet.get(f"/api/v1/machines/{first}/reports"))
  '';
}
