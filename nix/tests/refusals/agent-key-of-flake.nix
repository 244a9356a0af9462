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
            tls.clientKey = ./agent-key-of-flake.nix;
          };
        }
      ];
    }).config.services.nixfleet-agent.tls.clientKey;
  says = [
    "services.nixfleet-agent.tls.clientKey"
    "outside the Nix store"
  ];
}
