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
            healthChecks.command = [
              {
                name = "queue";
                command = "true";
              }
              {
                name = "queue";
                command = "false";
              }
            ];
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-agent.healthChecks"
    "named queue"
    "another name"
  ];
}
