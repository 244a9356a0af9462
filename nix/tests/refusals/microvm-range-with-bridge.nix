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
            dhcp.range = "10.42.0.1,10.42.0.99";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-microvm-host.dhcp.range"
    "address of the bridge itself"
  ];
}
