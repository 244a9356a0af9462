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
            bridge.address = "10.42.0.1";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-microvm-host.bridge.address"
    "10.42.0.1/24"
  ];
}
