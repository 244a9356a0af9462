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
            tls.clientCert = "/run/keys/agent.pem";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-agent.tls.clientCert"
    "/run/keys/agent.pem"
    "set both, or neither"
  ];
}
