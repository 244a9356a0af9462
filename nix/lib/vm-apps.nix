# `mkVmApps { pkgs }`: the apps that try hosts of a fleet in VMs. What they need of other flakes is ours: the fleet that uses
# them needs no input for it.
{ inputs }:
{ pkgs }:
let
  inherit (pkgs.stdenv.hostPlatform) system;
  app = import ./bash-app.nix { inherit pkgs; };

  # QEMU brings the UEFI of every processor that it can be, on every system that it runs on.
  qemu = {
    runtimeInputs = [ pkgs.qemu ];
    runtimeEnv.NIXFLEET_VM_FIRMWARE = "${pkgs.qemu}/share/qemu";
  };

  installer = {
    runtimeInputs = qemu.runtimeInputs ++ [ pkgs.openssh ];
    runtimeEnv = qemu.runtimeEnv // {
      NIXFLEET_NIXOS_ANYWHERE = "${inputs.nixos-anywhere.packages.${system}.nixos-anywhere}/bin/nixos-anywhere";
    };
  };
in
{
  build-vm = app (
    installer
    // {
      name = "build-vm";
      description = "Install hosts of the fleet on VMs";
    }
  );
  start-vm = app (
    qemu
    // {
      name = "start-vm";
      description = "Run VMs that were built";
    }
  );
  stop-vm = app {
    name = "stop-vm";
    description = "End VMs";
  };
  clean-vm = app {
    name = "clean-vm";
    description = "Remove VMs, disks and all";
  };
  test-vm = app (
    installer
    // {
      name = "test-vm";
      description = "Install a host on a VM, start it, and see that it is well";
    }
  );
}
