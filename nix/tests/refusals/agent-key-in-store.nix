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
            tls.clientKey = "${builtins.storeDir}/00000000000000000000000000000000-key.pem";
          };
        }
      ];
    }).config.services.nixfleet-agent.tls.clientKey;
  says = [
    "services.nixfleet-agent.tls.clientKey"
    "key.pem"
    "outside the Nix store"
  ];
}
