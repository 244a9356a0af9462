# A workstation comes up with what core and its role promise: a way in, a firewall, a person who works there.
given:
let
  vm = import ./_lib given;
in
vm.machineTest {
  name = "core";
  machine = vm.host "machine" { };
  testScript = ''
    machine.wait_for_unit("multi-user.target")

    with subtest("one gets in by SSH"):
        machine.wait_for_unit("sshd.service")
        machine.wait_for_open_port(22)
        settings = machine.succeed("sshd -T")
        assert "passwordauthentication no" in settings, settings

    with subtest("the firewall is the one of nftables"):
        machine.wait_for_unit("nftables.service")
        machine.succeed("nft list chain inet nixos-fw input")

    with subtest("the operator is there, with groups and tools"):
        groups = machine.succeed("id -nG operator").split()
        assert "wheel" in groups and "networkmanager" in groups, groups
        machine.succeed("su - operator -c 'git --version'")

    with subtest("the host is called what the fleet calls it"):
        assert machine.succeed("hostname").strip() == "machine"
  '';
}
