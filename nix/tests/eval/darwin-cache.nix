{
  lib,
  mkHost,
  ...
}:
let
  mac =
    module:
    (mkHost {
      hostName = "mac-01";
      platform = "aarch64-darwin";
      hostSpec.userName = "alice";
      modules = [
        {
          services.nixfleet-cache = {
            enable = true;
            cacheUrl = "http://cache.test:5000";
            publicKey = "cache-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";
            priority = 30;
          };
        }
        module
      ];
    }).config;
  lines = lib.splitString "\n" (mac { }).nixfleet.nixCustomConf;
  has = line: builtins.elem line lines;
  own = (mac { nix.enable = true; }).nix.settings;
in
[
  {
    check =
      has "extra-substituters = http://cache.test:5000?priority=30"
      && has "extra-trusted-public-keys = cache-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";
    msg = "the cache and its key are in the Mac's own lines for Nix";
  }
  {
    check = has "connect-timeout = 5" && has "fallback = true" && has "download-attempts = 3";
    msg = "so is what makes a dead cache harmless";
  }
  {
    check =
      builtins.elem "http://cache.test:5000?priority=30" own.substituters
      && own.connect-timeout == 5;
    msg = "where nix-darwin keeps nix.conf, they are in nix.settings";
  }
]
