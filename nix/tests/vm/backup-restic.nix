# restic backs up, into a repository that it makes itself, and what comes back is what was there.
given:
let
  vm = import ./_lib given;
in
vm.machineTest {
  name = "backup-restic";
  machine = vm.host "machine" {
    nixfleet.backup = {
      enable = true;
      backend = "restic";
      paths = [ "/srv" ];
      restic = {
        repository = "/var/lib/restic-repository";
        passwordFile = "/etc/restic-password";
      };
    };
    environment.etc."restic-password" = {
      text = "of a test";
      mode = "0400";
    };
  };
  testScript = ''
    machine.wait_for_unit("multi-user.target")
    assert "nixfleet-backup.timer" in machine.succeed("systemctl list-timers --all --no-pager")
    machine.succeed("restic version")
    assert "restic" in machine.succeed("systemctl cat nixfleet-backup.service")

    machine.succeed("mkdir -p /srv && echo precious >/srv/file")
    machine.succeed("systemctl start nixfleet-backup.service")
    machine.succeed("grep -q success /var/lib/nixfleet-backup/status.json")
    restic = "restic --repo /var/lib/restic-repository --password-file /etc/restic-password"
    machine.succeed(f"{restic} restore latest --target /tmp/back")
    machine.succeed("cmp /srv/file /tmp/back/srv/file")
  '';
}
