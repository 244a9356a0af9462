# A backup that the host brings itself: the timer stands, a run is written down, and so is one that fails.
given:
let
  vm = import ./_lib given;
in
vm.machineTest {
  name = "backup";
  machine = vm.host "machine" {
    nixfleet.backup = {
      enable = true;
      schedule = "*-*-* 03:00:00";
    };
    systemd.services.nixfleet-backup.script = ''
      test ! -e /run/backup-fails
      cp /etc/os-release /var/lib/nixfleet-backup/copy
    '';
  };
  testScript = ''
    import json

    machine.wait_for_unit("multi-user.target")
    assert "nixfleet-backup.timer" in machine.succeed("systemctl list-timers --all --no-pager")


    def written():
        return json.loads(machine.succeed("cat /var/lib/nixfleet-backup/status.json"))


    with subtest("a run that goes well"):
        machine.succeed("systemctl start nixfleet-backup.service")
        machine.succeed("test -s /var/lib/nixfleet-backup/copy")
        assert written()["status"] == "success", written()
        assert written()["hostname"] == "machine", written()

    with subtest("a run that fails is no success of long ago"):
        machine.succeed("touch /run/backup-fails")
        machine.fail("systemctl start nixfleet-backup.service")
        assert written()["status"] == "failure", written()
        assert written()["lastSuccess"] is not None, written()
  '';
}
