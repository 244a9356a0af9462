# The key that opens the host's secrets is there after the first boot, and only root can read it.
given:
let
  vm = import ./_lib given;
in
vm.machineTest {
  name = "secrets";
  machine = vm.host "machine" { nixfleet.secrets.identityPaths.enableUserKey = false; };
  testScript = ''
    machine.wait_for_unit("multi-user.target")
    machine.wait_for_unit("sshd.service")
    key = "/etc/ssh/ssh_host_ed25519_key"
    machine.succeed(f"test -s {key} && test -s {key}.pub")
    assert machine.succeed(f"stat -c '%a %U' {key}").strip() == "600 root"
    # The two belong together.
    machine.succeed(f"test \"$(ssh-keygen -y -f {key} | cut -d' ' -f2)\" = \"$(cut -d' ' -f2 {key}.pub)\"")
  '';
}
