# The apps for a fleet's hosts: VMs of them, and `validate`. Packages are of our nixpkgs: the versions that were tested.
{ inputs }:
let
  mkVmApps = import ../../lib/vm-apps.nix { inherit inputs; };
in
{
  perSystem =
    { system, ... }:
    let
      pkgs = inputs.nixpkgs.legacyPackages.${system};
      app = import ../../lib/bash-app.nix { inherit pkgs; };
    in
    {
      apps = mkVmApps { inherit pkgs; } // {
        validate = app {
          name = "validate";
          description = "Check all that a fleet has: format, evaluation, checks, hosts";
        };
      };
    };
}
