{ hosts, ... }:
let
  inherit (hosts.cache-test.config) networking nix services;
in
[
  {
    check = services.harmonia.cache.enable;
    msg = "harmonia serves the store";
  }
  {
    check = builtins.elem 5000 networking.firewall.allowedTCPPorts;
    msg = "the firewall lets everybody in to it";
  }
  {
    check = services.harmonia.cache.signKeyPaths == [ "/run/secrets/cache-key" ];
    msg = "harmonia signs with the key";
  }
  {
    check = nix.settings.secret-key-files == [ "/run/secrets/cache-key" ];
    msg = "what is built there is signed with the key";
  }
  {
    check = services.harmonia.cache.settings.bind == "[::]:5000";
    msg = "it listens on IPv4 and on IPv6";
  }
  {
    check = !nix.gc.automatic;
    msg = "what was pushed to it is not collected";
  }
]
