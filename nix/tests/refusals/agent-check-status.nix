{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        {
          services.nixfleet-agent = {
            enable = true;
            controlPlaneUrl = "https://cp.test:8080";
            healthChecks.http = [
              {
                url = "http://localhost";
                expectedStatus = 2000;
              }
            ];
          };
        }
      ];
    }).config.services.nixfleet-agent.healthChecks.http;
  says = [
    "services.nixfleet-agent.healthChecks.http"
    "expectedStatus"
    "2000"
    "between 100 and 599"
  ];
}
