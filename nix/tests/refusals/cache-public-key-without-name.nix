{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "a-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        {
          services.nixfleet-cache = {
            enable = true;
            cacheUrl = "http://cache.test";
            publicKey = "6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";
          };
        }
      ];
    }).config.services.nixfleet-cache.publicKey;
  says = [
    "services.nixfleet-cache.publicKey"
    "NAME:BASE64"
  ];
}
