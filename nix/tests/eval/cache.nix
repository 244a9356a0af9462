{ hosts, lib, ... }:
let
  inherit (hosts.cache-test.config.nix) settings;
in
[
  {
    check = builtins.elem "http://cache-test:5000" settings.substituters;
    msg = "the cache is a source of packages";
  }
  {
    check = builtins.any (lib.hasPrefix "cache-test-1:6NCH") settings.trusted-public-keys;
    msg = "its key is trusted";
  }
  {
    check = builtins.elem "https://attic.test/fleet?priority=41" settings.substituters;
    msg = "an additional cache is one too, with its priority";
  }
  {
    check = builtins.elem "https://cache.nixos.org/" settings.substituters;
    msg = "the public caches stay";
  }
  {
    check = settings.connect-timeout == 5 && settings.fallback && settings.download-attempts == 3;
    msg = "a cache that is down neither stops a build nor keeps it waiting";
  }
]
