"""Runs the script of a VM test on this machine, without a VM.

A machine is a folder, its services are processes of the real programs, and the words of the test driver act on those. Reads
`{"script": text, "machines": {name: {"root", "replace", "env", "service": {"argv", "log", "starts"} or null}}}`. Ends with 0
when the script does; every process that was started is gone then.
"""

import contextlib
import json
import shlex
import signal
import socket
import subprocess
import sys
import time

PAUSE_SECONDS = 0.2

# What systemd would say of the one service that a machine has.
SYSTEMD = """
journalctl() { cat %(log)s; }
systemctl() {
  case $1 in
    is-active) %(is_active)s ;;
    show) echo 0 ;;
    *) echo "systemctl $*: nobody does that here" >&2; return 1 ;;
  esac
}
"""


class Machine:
    def __init__(self, given):
        self.given = given
        self.process = None

    def start(self):
        if self.given["service"] and self.given["service"]["starts"]:
            self.start_service()

    def start_service(self):
        service = self.given["service"]
        if self.process is None:
            with open(service["log"], "w", encoding="utf8") as log:
                self.process = subprocess.Popen(service["argv"], env=self.given["env"], stdout=log, stderr=log)

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    def systemctl(self, words):
        if words == "start nixfleet-agent.service":
            self.start_service()
        else:
            self.succeed(f"systemctl {words}")

    def execute(self, command):
        for old, new in self.given["replace"].items():
            command = command.replace(old, new)
        service = self.given["service"]
        log = shlex.quote(service["log"]) if service else "/dev/null"
        is_active = self.process is not None and self.process.poll() is None
        systemd = SYSTEMD % {"log": log, "is_active": "true" if is_active else "false"}
        ended = subprocess.run(
            ["bash", "-c", f"{systemd}\n{command}"], env=self.given["env"], stdout=subprocess.PIPE, text=True, check=False
        )
        return ended.returncode, ended.stdout

    def succeed(self, command):
        code, said = self.execute(command)
        assert code == 0, f"`{command}` ended with {code}: {said}"
        return said

    def fail(self, command):
        code, said = self.execute(command)
        assert code != 0, f"`{command}` did not fail: {said}"
        return said

    def wait_until_succeeds(self, command, timeout):
        end = time.monotonic() + timeout
        while True:
            code, said = self.execute(command)
            if code == 0:
                return said
            assert time.monotonic() < end, f"`{command}` not within {timeout} s: {said}"
            time.sleep(PAUSE_SECONDS)

    def wait_for_unit(self, unit, timeout=60):
        """What is started here is up as soon as it answers."""

    def wait_for_open_port(self, port):
        end = time.monotonic() + 60
        at = int(self.given["replace"][f":{port}"].removeprefix(":"))
        while True:
            with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", at)):
                return
            assert self.process is None or self.process.poll() is None, "it has ended before it listened"
            assert time.monotonic() < end, f"nobody listens on {at}"
            time.sleep(PAUSE_SECONDS)


@contextlib.contextmanager
def subtest(name):
    print(f"subtest: {name}", file=sys.stderr)
    yield


# Whoever is told to end ends what it has started, too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
given = json.load(sys.stdin)
machines = {name: Machine(machine) for name, machine in given["machines"].items()}


def start_all():
    for each in machines.values():
        each.start()


names = {name.replace("-", "_"): machine for name, machine in machines.items()}
try:
    exec(compile(given["script"], "testScript", "exec"), {"start_all": start_all, "subtest": subtest, **names})
finally:
    for each in machines.values():
        each.stop()
