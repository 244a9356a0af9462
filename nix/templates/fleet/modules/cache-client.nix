# Every host but the cache itself takes what it can from the fleet's cache, if the cache has signed it.
{
  config,
  lib,
  fleet,
  ...
}:
let
  publicKeyFile = ../public/cache.pub;
  hasKey = builtins.pathExists publicKeyFile;
in
{
  services.nixfleet-cache = lib.mkIf (hasKey && config.hostSpec.hostName != fleet.cache) {
    enable = true;
    cacheUrl = "http://${fleet.cache}:5000";
    publicKey = lib.removeSuffix "\n" (builtins.readFile publicKeyFile);
  };

  assertions = [
    {
      assertion = hasKey;
      message = ''
        ${config.hostSpec.hostName} does not know the key of the cache: public/cache.pub is not there, or git does not know it.
        Run `bash keys.sh`, which makes all keys of the fleet, then: git add public
      '';
    }
  ];
}
