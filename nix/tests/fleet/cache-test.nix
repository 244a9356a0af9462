# A server that serves the fleet's cache, and takes from it.
{ scopes, ... }:
let
  org = import ../org.nix;
in
{
  platform = "x86_64-linux";
  stateVersion = "25.11";
  isVm = true;
  inherit (org) hostSpec;
  modules = [
    scopes.roles.server
    org.operators
    {
      services.nixfleet-cache-server = {
        enable = true;
        openFirewall = true;
        signingKeyFile = "/run/secrets/cache-key";
      };
      services.nixfleet-cache = {
        enable = true;
        cacheUrl = "http://cache-test:5000";
        publicKey = "cache-test-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";
        additional = [
          {
            cacheUrl = "https://attic.test/fleet";
            publicKey = "fleet:mB9FSh9qf2dCimDSUo8Zy7bkq5CX+/rkCWyvRCYg3Fs=";
            priority = 41;
          }
        ];
      };
    }
  ];
}
