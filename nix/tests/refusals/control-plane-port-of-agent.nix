{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            metricsListen = "127.0.0.1:9101";
          };
          services.nixfleet-agent = {
            enable = true;
            controlPlaneUrl = "https://cp.test:8080";
            metricsPort = 9101;
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-agent.metricsPort both want port 9101"
  ];
}
