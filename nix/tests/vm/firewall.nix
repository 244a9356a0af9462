# The firewall says whom it turns away, and the limit to SSH takes effect: who opens connections too fast gets no further
# ones, and everybody else still gets in.
{ lib, ... }@given:
let
  vm = import ./_lib given;
  limited = {
    nixfleet.firewall.sshRateLimit.exempt = lib.mkForce [ ];
  };
in
vm.fleetTest {
  name = "firewall";
  nodes = {
    machine = vm.host "machine" limited;
    hasty = vm.host "hasty" { };
    other = vm.host "other" { };
  };
  testScript = ''
    start_all()
    machine.wait_for_unit("nftables.service")
    machine.wait_for_unit("sshd.service")
    machine.wait_for_open_port(22)
    for node in (hasty, other):
        node.wait_for_unit("multi-user.target")


    def wait_for_kernel(text):
        machine.wait_until_succeeds(f"journalctl -k --no-pager | grep -F '{text}'", timeout=60)


    with subtest("what is not open is refused, and the log says so"):
        hasty.fail("timeout 2 bash -c 'exec 3<>/dev/tcp/machine/4711'")
        wait_for_kernel("refused connection: ")

    with subtest("the limit is in the rules"):
        rules = machine.succeed("nft list ruleset")
        assert "limit rate over 5/minute" in rules, rules
        assert "chain input" in rules and "log" in rules

    address = hasty.succeed("getent ahostsv4 machine").split()[0]
    connect = f"timeout 2 bash -c 'exec 3<>/dev/tcp/{address}/22'"

    with subtest("one address gets five connections at once, and not a seventh"):
        got = [hasty.execute(connect)[0] == 0 for _ in range(8)]
        assert got[:5] == [True] * 5, got
        assert got[6:] == [False] * 2, got
        wait_for_kernel("ssh over the limit: ")

    with subtest("another one gets in meanwhile"):
        other.succeed(connect)
  '';
}
