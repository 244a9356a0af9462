# A fleet of three: a rollout in two batches completes, metrics tell of it, a machine whose check fails stops the next one,
# and a resume tries again.
given:
let
  vm = import ./_lib given;
  web = {
    services.nixfleet-agent.tags = [ "web" ];
  };
in
vm.fleetTest {
  name = "fleet";
  nodes = {
    cp = vm.controlPlane { };
    web-01 = vm.agent "web-01" {
      imports = [ web ];
      nixfleet.monitoring.nodeExporter.enable = true;
    };
    web-02 = vm.agent "web-02" web;
    db-01 = vm.agent "db-01" {
      services.nixfleet-agent = {
        tags = [ "db" ];
        # Nobody listens there.
        healthChecks.http = [ { url = "http://localhost:9999/health"; } ];
      };
    };
  };
  testScript = ''
    start_all()
    fleet = Fleet(cp)
    fleet.wait_for_machines("web-01", "web-02", "db-01")
    machines = {"web-01": web_01, "web-02": web_02, "db-01": db_01}
    release = fleet.release({name: system_of(machine) for name, machine in machines.items()})

    with subtest("a staged rollout goes through all machines with the tag"):
        rollout = fleet.rollout(release, {"tags": ["web"]}, strategy="staged", batch_sizes=["1", "100%"])
        fleet.wait_for_status(rollout, "completed")
        batches = fleet.detail(rollout)["batches"]
        assert [len(batch["machine_ids"]) for batch in batches] == [1, 1], batches
        assert {batch["status"] for batch in batches} == {"succeeded"}, batches

    with subtest("the control plane tells of it"):
        figures = curl(cp, "/metrics")
        assert "nixfleet_fleet_size 3" in figures, figures
        assert "nixfleet_rollouts_total" in figures, figures

    with subtest("and the machine of itself"):
        web_01.wait_for_unit("prometheus-node-exporter.service")
        web_01.succeed("curl -sSf http://localhost:9100/metrics | grep -q node_systemd_unit_state")

    with subtest("a check that fails pauses the rollout"):
        rollout = fleet.rollout(release, {"tags": ["db"]})
        fleet.wait_for_status(rollout, "paused")
        assert fleet.events(rollout, "batch_failed"), fleet.detail(rollout)

    with subtest("a resume tries again, and comes to the same end"):
        fleet.post(f"/api/v1/rollouts/{rollout}/resume")
        fleet.wait(lambda: len(fleet.events(rollout, "batch_failed")) == 2, "a second failure", 120)
        moves = [(move["from"], move["to"]) for move in fleet.events(rollout, "status_change") if "from" in move]
        assert ("paused", "running") in moves, moves
  '';
}
