{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-microvm-host = {
            enable = true;
            bridge.name = "a bridge";
          };
        }
      ];
    }).services.nixfleet-microvm-host.bridge.name;
  says = [
    "services.nixfleet-microvm-host.bridge.name"
    "a bridge"
  ];
}
