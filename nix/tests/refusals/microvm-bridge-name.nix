{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "a-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        {
          services.nixfleet-microvm-host = {
            enable = true;
            bridge.name = "a bridge";
          };
        }
      ];
    }).config.services.nixfleet-microvm-host.bridge.name;
  says = [
    "services.nixfleet-microvm-host.bridge.name"
    "a bridge"
  ];
}
