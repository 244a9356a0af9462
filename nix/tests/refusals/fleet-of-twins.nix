# flakeModules.tests, in a fleet two of whose hosts are one machine to the control plane.
{
  inputs,
  lib,
  mkHost,
  ...
}:
let
  host =
    hostName:
    mkHost {
      inherit hostName;
      platform = "x86_64-linux";
      stateVersion = "25.05";
      modules = [
        {
          services.nixfleet-agent = {
            enable = true;
            controlPlaneUrl = "https://cp.test:8080";
            machineId = "machine-7";
          };
        }
      ];
    };
  flake = (import ../stub/flake-parts.nix { inherit lib; }).lib.mkFlake { inputs = { }; } {
    imports = [ (import ../../modules/_flake { inherit inputs; }).tests ];
    systems = [ "x86_64-linux" ];
    flake.nixosConfigurations = {
      web-01 = host "web-01";
      web-02 = host "web-02";
    };
  };
in
{
  host = flake.checks.x86_64-linux.fleet.drvPath;
  says = [
    "machine-7"
    "web-01"
    "web-02"
    "services.nixfleet-agent.machineId"
  ];
}
