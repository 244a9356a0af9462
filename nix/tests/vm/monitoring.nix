# The node exporter answers with what Prometheus reads, units of systemd included.
given:
let
  vm = import ./_lib given;
in
vm.machineTest {
  name = "monitoring";
  machine = vm.host "machine" { nixfleet.monitoring.nodeExporter.enable = true; };
  testScript = ''
    machine.wait_for_unit("prometheus-node-exporter.service")
    machine.wait_for_open_port(9100)
    figures = machine.succeed("curl -sSf http://localhost:9100/metrics")
    assert "# TYPE node_load1 gauge" in figures
    assert 'node_systemd_unit_state{name="sshd.service"' in figures
    assert "node_wifi_" not in figures
  '';
}
