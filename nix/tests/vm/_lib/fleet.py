# What a fleet test says, in words of its own. `machine` is a machine of the NixOS test driver; all goes by the API, as an
# operator's own scripts would.
import json
import shlex
import time

TLS_FOLDER = "/etc/nixfleet-tls"
CONTROL_PLANE = "https://cp:8080"

CA_ONLY = f"--cacert {TLS_FOLDER}/ca.pem"
TLS = f"{CA_ONLY} --cert {TLS_FOLDER}/cert.pem --key {TLS_FOLDER}/key.pem"


def request(path, method, body, key):
    """The words of a curl that asks the control plane."""
    words = ["curl", "-sS", "--max-time", "30", "-X", method]
    if key is not None:
        words += ["-H", f"Authorization: Bearer {key}"]
    if body is not None:
        words += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
    return shlex.join([*words, f"{CONTROL_PLANE}{path}"])


def curl(machine, path, method="GET", body=None, key=None):
    """What the control plane answers, as text; fails on an error status."""
    return machine.succeed(f"{request(path, method, body, key)} --fail-with-body {TLS}")


def status_of(machine, path, method="GET", body=None, key=None, tls=TLS):
    """The HTTP status of an answer, or "000" when there is none."""
    ask = request(path, method, body, key)
    _, said = machine.execute(f"{ask} -o /dev/null -w '%{{http_code}}' {tls} 2>/dev/null")
    return said.strip()


class Fleet:
    """A control plane that runs, and an admin key: the one that bootstrap gives, unless the test has one."""

    def __init__(self, cp, key=None):
        self.cp = cp
        wait_for_control_plane(cp)
        self.key = key
        if key is None:
            answer = curl(cp, "/api/v1/keys/bootstrap", "POST", {"name": "test"})
            self.key = json.loads(answer)["key"]

    def get(self, path):
        return json.loads(curl(self.cp, path, key=self.key))

    def post(self, path, body=None):
        """What is answered, or None where that is nothing."""
        said = curl(self.cp, path, "POST", {} if body is None else body, self.key)
        return json.loads(said) if said.strip() else None

    def machines(self, tag=None):
        """The machines by their id."""
        query = "" if tag is None else f"?tag={tag}"
        return {each["machine_id"]: each for each in self.get(f"/api/v1/machines{query}")}

    def wait_for_machines(self, *names, seconds=120):
        """Until each has reported."""
        self.wait(lambda: set(names) <= set(self.machines()), f"machines {names}", seconds)

    def health_of(self, name):
        """Whether the checks of the machine's last health report pass; None: there was none."""
        for report in self.get(f"/api/v1/machines/{name}/reports"):
            if report.get("health") is not None:
                return report["health"]["all_passed"]
        return None

    def release(self, paths):
        """Registers a release: store paths by host. Its id."""
        entries = [
            {"hostname": host, "store_path": path, "platform": "x86_64-linux", "tags": []}
            for host, path in paths.items()
        ]
        return self.post("/api/v1/releases", {"entries": entries})["id"]

    def order(self, release, target, **settings):
        """The body of a rollout: all at once, pausing at the first failure, unless `settings` say otherwise."""
        return {
            "release_id": release,
            "target": target,
            "strategy": "all_at_once",
            "failure_threshold": "0",
            "on_failure": "pause",
            "health_timeout": 60,
            **settings,
        }

    def rollout(self, release, target, **settings):
        """Starts a rollout. Its id."""
        return self.post("/api/v1/rollouts", self.order(release, target, **settings))["rollout_id"]

    def detail(self, rollout):
        return self.get(f"/api/v1/rollouts/{rollout}")

    def status(self, rollout):
        return self.detail(rollout)["status"]

    def events(self, rollout, kind):
        """The details of the rollout's events of one kind, in order."""
        events = self.detail(rollout)["events"]
        return [json.loads(event["detail"]) for event in events if event["event_type"] == kind]

    def wait_for_status(self, rollout, *wanted, seconds=180):
        """Until the rollout is in one of these states; which one."""
        self.wait(lambda: self.status(rollout) in wanted, f"rollout {rollout} {wanted}", seconds)
        return self.status(rollout)

    def wait(self, holds, what, seconds):
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise Exception(f"not within {seconds} s: {what}")
            time.sleep(1)


def wait_for_control_plane(cp):
    cp.wait_for_unit("nixfleet-control-plane.service")
    cp.wait_for_open_port(8080)


def wait_for_log(machine, text, unit="nixfleet-agent"):
    """Until the unit's journal has this text."""
    machine.wait_until_succeeds(f"journalctl -u {unit} --no-pager | grep -F -- {shlex.quote(text)}", timeout=120)


def system_of(machine):
    """The store path that a machine runs."""
    return machine.succeed("readlink -f /run/current-system").strip()


def is_valid(machine, path):
    """Whether the path is registered in the machine's own store: the files of all stores are seen by all machines."""
    code, _ = machine.execute(f"nix-store --query --references {path} >/dev/null 2>&1")
    return code == 0


def trust_ssh(source, **targets):
    """Root of `source` may log in as root of the targets, and knows their host keys; the key is made here."""
    source.succeed("mkdir -p -m 700 ~/.ssh")
    source.succeed("test -e ~/.ssh/id_ed25519 || ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519")
    public = source.succeed("cat ~/.ssh/id_ed25519.pub").strip()
    for name, target in targets.items():
        target.wait_for_unit("sshd.service")
        target.wait_for_open_port(22)
        target.succeed(f"mkdir -p -m 700 ~/.ssh && echo {shlex.quote(public)} >>~/.ssh/authorized_keys")
        source.succeed(f"ssh-keyscan -t ed25519 {name} >>~/.ssh/known_hosts 2>/dev/null")
