{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-cache = {
            enable = true;
            cacheUrl = "https://alice:secret@cache.test";
            publicKey = "cache-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "services.nixfleet-cache.cacheUrl"
    "netrc-file"
  ];
}
