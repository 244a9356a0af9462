{ mkHost, ... }:
let
  host =
    hostName:
    mkHost {
      inherit hostName;
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        {
          services.nixfleet-agent = {
            enable = true;
            controlPlaneUrl = "https://cp.test:8080";
            machineId = "web";
          };
        }
      ];
    };
in
{
  host = import ../../lib/check-fleet.nix {
    nixosConfigurations = {
      web-01 = host "web-01";
      web-02 = host "web-02";
    };
  };
  says = [
    "nixosConfigurations.web-01 and nixosConfigurations.web-02"
    "\"web\""
    "services.nixfleet-agent.machineId"
  ];
}
