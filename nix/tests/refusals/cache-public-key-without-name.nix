{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-cache = {
            enable = true;
            cacheUrl = "http://cache.test";
            publicKey = "6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";
          };
        }
      ];
    }).services.nixfleet-cache.publicKey;
  says = [
    "services.nixfleet-cache.publicKey"
    "NAME:BASE64"
  ];
}
