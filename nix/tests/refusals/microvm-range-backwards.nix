{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-microvm-host = {
            enable = true;
            dhcp.range = "10.42.0.99,10.42.0.10,1h";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-microvm-host.dhcp.range"
    "ends before it begins"
  ];
}
