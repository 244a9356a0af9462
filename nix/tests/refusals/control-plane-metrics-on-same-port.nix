{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            metricsListen = "127.0.0.1:8080";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "metricsListen"
    "both want port 8080"
  ];
}
