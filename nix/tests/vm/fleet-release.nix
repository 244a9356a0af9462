# A release goes the way of every day: built on one machine, pushed to the cache over SSH, registered, and fetched by the agent
# from harmonia, which has signed it. All machines of a test see the files of all stores, so what counts is what a machine's
# own Nix has registered.
given:
let
  vm = import ./_lib given;
  key = import ./_lib/cache-key.nix;

  # As small as a closure can be: a system by its form, and one thing that it refers to.
  released =
    pkgs:
    pkgs.runCommand "nixos-system-agent-released" { } ''
      mkdir -p "$out/bin"
      ln -s ${pkgs.writeText "nixfleet-payload" "of a release"} "$out/payload"
      ln -s ${pkgs.coreutils}/bin/true "$out/bin/switch-to-configuration"
    '';
in
vm.fleetTest {
  name = "fleet-release";
  nodes = {
    cp = vm.controlPlane { };
    cache = vm.host "cache" {
      services.nixfleet-cache-server = {
        enable = true;
        openFirewall = true;
        signingKeyFile = "/etc/cache-key";
      };
      environment.etc."cache-key" = {
        text = key.secret;
        mode = "0400";
      };
    };
    builder = vm.operator "builder" {
      imports = [ (vm.shim ({ pkgs, ... }: { agent = released pkgs; })) ];
    };
    agent = vm.agent "agent" {
      services.nixfleet-cache = {
        enable = true;
        cacheUrl = "http://cache:5000";
        publicKey = key.public;
      };
    };
  };
  testScript = ''
    start_all()
    fleet = Fleet(cp)
    fleet.wait_for_machines("agent")
    cache.wait_for_open_port(5000)
    builder.wait_for_unit("multi-user.target")
    trust_ssh(builder, cache=cache)
    agent.succeed("grep -q http://cache:5000 /etc/nix/nix.conf")

    builder.succeed(
        f"PATH=/etc/nix-shim/bin:$PATH NIXFLEET_API_KEY={fleet.key} nixfleet release create"
        " --flake /etc/fleet --hosts agent --push-to ssh://root@cache --cache-url http://cache:5000 >&2"
    )

    with subtest("there is one release, with the one path"):
        listed = json.loads(builder.succeed(f"NIXFLEET_API_KEY={fleet.key} nixfleet release list --json"))
        assert len(listed) == 1 and listed[0]["id"].startswith("rel-"), listed
        entries = fleet.get(f"/api/v1/releases/{listed[0]['id']}")["entries"]
        assert [entry["hostname"] for entry in entries] == ["agent"], entries
        path = entries[0]["store_path"]

    with subtest("the path is in the cache, and nowhere on its way"):
        assert is_valid(cache, path)
        assert "nixfleet-payload" in cache.succeed(f"nix-store -q --references {path}")
        assert not is_valid(cp, path) and not is_valid(agent, path)

    with subtest("the agent gets it from there"):
        fleet.rollout(listed[0]["id"], {"hosts": ["agent"]})
        fleet.wait(lambda: is_valid(agent, path), "the path on the agent", 120)
        signatures = agent.succeed(f"nix path-info --sigs {path}")
        assert "nixfleet-test-1:" in signatures, signatures
        wait_for_log(agent, "dry-run: would apply")
  '';
}
