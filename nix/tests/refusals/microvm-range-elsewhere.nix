{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-microvm-host = {
            enable = true;
            dhcp.range = "10.43.0.10,10.43.0.99,1h";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-microvm-host.dhcp.range"
    "not within 10.42.0.1/24"
  ];
}
