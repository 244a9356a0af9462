{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-cache = {
            enable = true;
            cacheUrl = "cache.test:5000";
            publicKey = "cache-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-cache.cacheUrl"
    "cache.test:5000"
  ];
}
