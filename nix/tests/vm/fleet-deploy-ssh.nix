# Without a control plane: the CLI copies a closure to a machine over SSH and activates it there.
given:
let
  vm = import ./_lib given;
in
vm.fleetTest {
  name = "fleet-deploy-ssh";
  nodes = {
    operator = vm.operator "operator" {
      imports = [
        (vm.shim (
          { nodes, pkgs }:
          {
            target = vm.markedSystem pkgs nodes.target.system.build.toplevel "G2";
          }
        ))
      ];
    };
    target = vm.host "target" { };
  };
  testScript = ''
    start_all()
    for machine in (operator, target):
        machine.wait_for_unit("multi-user.target")
    trust_ssh(operator, target=target)
    before = system_of(target)

    said = operator.succeed(
        "PATH=/etc/nix-shim/bin:$PATH nixfleet deploy --ssh --flake /etc/fleet --hosts target --yes 2>&1"
    )
    assert "1 succeeded, 0 failed" in said, said
    after = system_of(target)
    assert after != before and after.endswith("-nixos-system-G2"), after

    with subtest("the closure was registered there, with what it refers to"):
        assert before in target.succeed(f"nix-store -q --references {after}").split()

    with subtest("it was tried first, and then made what boots"):
        assert target.succeed("cat /var/lib/switches").splitlines() == ["test G2", "boot G2"]
        assert target.succeed("readlink -f /nix/var/nix/profiles/system").strip() == after
  '';
}
