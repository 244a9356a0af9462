# What `services.nixfleet-cache` is for Nix, and what is wrong with it (assertions). A cache that is down must neither stop a
# build nor keep it waiting.
service:
let
  inherit (builtins) concatMap match;

  problemOf = import ./cache-url.nix;
  hasSecret = import ./url-secret.nix;

  caches = [ { inherit (service) cacheUrl publicKey priority; } ] ++ service.additional;
  url =
    cache:
    if cache.priority == null then
      cache.cacheUrl
    else
      "${cache.cacheUrl}${
        if match ".*[?].*" cache.cacheUrl == null then "?" else "&"
      }priority=${toString cache.priority}";

  assertionsOf =
    { cacheUrl, ... }:
    let
      problem = problemOf cacheUrl;
    in
    [
      {
        assertion = problem == null;
        message = "services.nixfleet-cache.cacheUrl: ${cacheUrl} ${toString problem}.";
      }
      {
        assertion = !hasSecret cacheUrl;
        message = "services.nixfleet-cache.cacheUrl has a password or a token in it, and everybody can read Nix's configuration: put it into a file that nix.settings.netrc-file names.";
      }
    ];
in
{
  assertions = concatMap assertionsOf caches;
  substituters = map url caches;
  trusted-public-keys = map (cache: cache.publicKey) caches;

  # For every cache of the host, as defaults.
  patience = {
    connect-timeout = service.connectTimeout;
    download-attempts = 3;
    inherit (service) fallback;
  };
}
