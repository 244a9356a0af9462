# Who shows no certificate does not get as far as HTTP.
given:
let
  vm = import ./_lib given;
in
vm.fleetTest {
  name = "fleet-mtls-missing";
  nodes = {
    cp = vm.controlPlane { };
    unauth = vm.operator "unauth" { };
  };
  testScript = ''
    start_all()
    wait_for_control_plane(cp)
    unauth.wait_for_unit("multi-user.target")
    report = "/api/v1/machines/unauth/report"

    with subtest("no certificate, no answer"):
        assert status_of(unauth, "/health", tls=CA_ONLY) == "000"
        assert status_of(unauth, report, "POST", {}, tls=CA_ONLY) == "000"

    with subtest("with one there are answers"):
        assert status_of(unauth, "/health") == "200"
        answer = status_of(unauth, report, "POST", {})
        assert answer.startswith("4"), answer
  '';
}
