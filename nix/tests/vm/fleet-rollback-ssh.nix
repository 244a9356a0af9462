# Back over SSH, to a generation that the machine has: what was left stays there too.
given:
let
  vm = import ./_lib given;
  marked =
    marker:
    { nodes, pkgs, ... }:
    vm.markedSystem pkgs nodes.target.system.build.toplevel marker;
in
vm.fleetTest {
  name = "fleet-rollback-ssh";
  nodes = {
    operator = vm.operator "operator" {
      imports = [
        (vm.shim (machine: {
          target = marked "G2" machine;
        }))
        # Only to know its name.
        ({ nodes, pkgs, ... }@machine: { environment.etc."G1".source = marked "G1" machine; })
      ];
    };
    target = vm.host "target" {
      # Registered there from the first boot on, and not what runs.
      imports = [
        (
          { nodes, pkgs, ... }@machine:
          {
            virtualisation.additionalPaths = [ (marked "G1" machine) ];
          }
        )
      ];
    };
  };
  testScript = ''
    start_all()
    for machine in (operator, target):
        machine.wait_for_unit("multi-user.target")
    trust_ssh(operator, target=target)
    g1 = operator.succeed("readlink -f /etc/G1").strip()
    assert is_valid(target, g1)

    with subtest("the machine is brought to G2"):
        operator.succeed(
            "PATH=/etc/nix-shim/bin:$PATH nixfleet deploy --ssh --flake /etc/fleet --hosts target --yes >&2"
        )
        g2 = system_of(target)
        assert g2.endswith("-nixos-system-G2"), g2
        assert "G1" not in target.succeed("cat /var/lib/switches")

    with subtest("and back to G1"):
        operator.succeed(f"nixfleet rollback --host target --generation {g1} >&2")
        assert system_of(target) == g1
        assert target.succeed("cat /var/lib/switches").splitlines()[2:] == ["test G1", "boot G1"]
        assert target.succeed("readlink -f /nix/var/nix/profiles/system").strip() == g1

    with subtest("G2 is still there"):
        assert is_valid(target, g2)
  '';
}
