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
            dhcp.range = "10.42.0.99,10.42.0.10,1h";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-microvm-host.dhcp.range"
    "ends before it begins"
  ];
}
