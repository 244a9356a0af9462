# harmonia serves the host's store, and signs what it serves.
{ lib, ... }@given:
let
  vm = import ./_lib given;
  key = import ./_lib/cache-key.nix;
in
vm.machineTest {
  name = "cache-server";
  machine = vm.host "machine" (
    { pkgs, ... }:
    {
      services.nixfleet-cache-server = {
        enable = true;
        signingKeyFile = "/etc/cache-key";
      };
      environment.etc."cache-key" = {
        text = key.secret;
        mode = "0400";
      };
      environment.etc."something".source = lib.getExe' pkgs.coreutils "true";
    }
  );
  testScript = ''
    # systemd may hold the port and start the service when somebody asks.
    machine.wait_for_open_port(5000, timeout=60)
    assert "StoreDir: /nix/store" in machine.succeed("curl -sSf http://localhost:5000/nix-cache-info")
    machine.wait_for_unit("harmonia.service")
    name = machine.succeed("readlink -f /etc/something | cut -d/ -f4 | cut -d- -f1").strip()
    assert "Sig: nixfleet-test-1:" in machine.succeed(f"curl -sSf http://localhost:5000/{name}.narinfo")
  '';
}
