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
            cacheUrl = "cache.test";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-agent.cacheUrl"
    "cache.test"
    "use http, https, s3, ssh, ssh-ng or file"
  ];
}
