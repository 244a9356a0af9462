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
            cacheUrl = "https://alice:secret@cache.test";
            publicKey = "cache-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "services.nixfleet-cache.cacheUrl"
    "netrc-file"
  ];
}
