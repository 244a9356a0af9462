{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-microvm-host = {
            enable = true;
            bridge.address = "10.42.0.1";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-microvm-host.bridge.address"
    "10.42.0.1/24"
  ];
}
