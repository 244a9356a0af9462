# A machine speaks for itself and for nobody else: the name in its certificate is the one in the path.
given:
let
  vm = import ./_lib given;
in
vm.fleetTest {
  name = "fleet-mtls-cn-mismatch";
  nodes = {
    cp = vm.controlPlane { };
    unauth = vm.operator "unauth" { };
  };
  testScript = ''
    start_all()
    wait_for_control_plane(cp)
    unauth.wait_for_unit("multi-user.target")


    def answers(name):
        at = f"/api/v1/machines/{name}"
        report = {
            "machine_id": name,
            "current_generation": "",
            "success": True,
            "message": "of a test",
            "timestamp": "2026-01-01T00:00:00Z",
        }
        return [
            status_of(unauth, f"{at}/report", "POST", report),
            status_of(unauth, f"{at}/desired-generation"),
        ]


    assert answers("web-01") == ["403", "403"], answers("web-01")
    # Nobody has told it what to run.
    assert answers("unauth") == ["200", "404"], answers("unauth")
  '';
}
