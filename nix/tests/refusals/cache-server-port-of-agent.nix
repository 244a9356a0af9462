{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-cache-server = {
            enable = true;
            signingKeyFile = "/run/key";
            port = 9101;
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
