# A hardened host collects, signs and keeps evidence, and is found compliant where it is; a switch and a change by hand are seen.
given:
let
  vm = import ./_lib given;
  inherit (given) lib;
  compliance = import ../../lib/compliance-modules.nix { inherit lib; };
in
vm.machineTest {
  name = "compliance-evidence";
  machine = vm.host "machine" {
    imports = [ compliance.compliance ];
    nixfleet.compliance = {
      enable = true;
      revision = "0123456789abcdef0123456789abcdef01234567";
    };
    compliance.frameworks.nis2 = {
      enable = true;
      entityType = "essential";
    };
    # A machine of a test has no second factor, no LUKS and no backup: whoever runs one like it says so, with a reason.
    compliance.governance.exceptions.encryption-at-rest = {
      rationale = "The disk of a test lasts as long as the test.";
      owner = "tests@example.org";
    };
    services.openssh.enable = true;
    specialisation.next.configuration.environment.etc."nixfleet-marker".text = "next";
  };
  testScript = ''
    import json

    FOLDER = "/var/lib/nixfleet-compliance"


    def evidence():
        return json.loads(machine.succeed(f"cat {FOLDER}/evidence.json"))


    def statuses():
        return {each["control"]: each["status"] for each in evidence()["controls"]}


    def missing(control):
        [found] = [each for each in evidence()["controls"] if each["control"] == control]
        return {each["id"] for each in found["findings"]}


    def collected():
        machine.succeed("systemctl start compliance-evidence-collector.service")
        return statuses()


    machine.wait_for_unit("multi-user.target")
    assert "compliance-evidence-collector.timer" in machine.succeed("systemctl list-timers --all --no-pager")

    with subtest("evidence of every control"):
        found = collected()
        assert len(found) >= 12, found
        for control in ["supply-chain", "access-control", "asset-inventory", "encryption-at-rest"]:
            assert control in found, found
        assert "error" not in found.values(), evidence()
        assert evidence()["host"] == "machine", evidence()["host"]
        assert evidence()["revision"].startswith("01234567"), evidence()["revision"]
        assert "controls compliant" in evidence()["overall"], evidence()["overall"]

    with subtest("a hardened host is compliant"):
        for control in ["access-control", "asset-inventory"]:
            assert found[control] == "compliant", evidence()
        # Nothing brings its log away; all else of it is enforced.
        assert missing("audit-logging") == {"AL-03"}, evidence()
        assert "BH-03" not in missing("baseline-hardening"), evidence()
        machine.succeed("grep -qx 'PasswordAuthentication no' /etc/ssh/sshd_config")
        machine.wait_for_unit("auditd.service")

    with subtest("what is excused is exempt, with the reason"):
        assert found["encryption-at-rest"] == "exempt", evidence()

    with subtest("the bill of materials is there"):
        bill = json.loads(machine.succeed(f"cat {FOLDER}/sbom.json"))
        assert bill["bomFormat"] == "CycloneDX", bill.get("bomFormat")

    with subtest("OpenSSH verifies the signature, and one byte more breaks it"):
        machine.succeed(f"sed 's/^/machine /' {FOLDER}/evidence.host.pub >/tmp/signers")
        verify = f"ssh-keygen -Y verify -n nixfleet-evidence -I machine -f /tmp/signers -s {FOLDER}/evidence.json.sig"
        machine.succeed(f"{verify} <{FOLDER}/evidence.json")
        machine.fail(f"(cat {FOLDER}/evidence.json; echo) | {verify}")

    with subtest("nobody else reads it"):
        machine.succeed("id operator")
        machine.fail(f"runuser -u operator -- cat {FOLDER}/evidence.json")
        status, said = machine.execute("runuser -u operator -- compliance-check 2>&1")
        assert status == 2, (status, said)

    with subtest("compliance-check tells what is met and what is not"):
        machine.succeed("compliance-check --control access-control")
        status, table = machine.execute("compliance-check --framework nis2")
        assert status in (0, 1) and "access-control" in table, (status, table)

    with subtest("a switch is followed by evidence of the new system"):
        before = evidence()["generation"]
        machine.succeed("/run/current-system/specialisation/next/bin/switch-to-configuration test >&2")
        machine.wait_until_succeeds(f"! grep -q '{before}' {FOLDER}/evidence.json")
        assert evidence()["generation"] == machine.succeed("readlink -f /run/current-system").strip()

    with subtest("what somebody changed by hand is seen"):
        machine.succeed("sysctl -w kernel.dmesg_restrict=0")
        assert collected()["baseline-hardening"] == "non-compliant", evidence()
        assert "BH-03" in missing("baseline-hardening"), evidence()
        status, table = machine.execute("compliance-check --control baseline-hardening")
        assert status == 1 and "BH-03" in table, (status, table)
  '';
}
