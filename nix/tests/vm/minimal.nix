# A host without a role has what core brings, and nothing of a desktop.
given:
let
  vm = import ./_lib given;
in
vm.machineTest {
  name = "minimal";
  machine = vm.bare "machine" {
    hostSpec.userName = "root";
    users.users.root.openssh.authorizedKeys.keys = [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA nobody@test"
    ];
  };
  testScript = ''
    machine.wait_for_unit("multi-user.target")
    machine.succeed("git --version")
    machine.fail("command -v niri")
    machine.fail("systemctl is-active docker.service")
    # Modules that nobody enabled leave nothing behind.
    machine.fail("systemctl cat nixfleet-agent.service nixfleet-control-plane.service")
    machine.fail("systemctl cat harmonia.service")
  '';
}
