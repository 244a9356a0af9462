{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.secrets
        { nixfleet.secrets.identityPaths.hostKey = "/nix/store/key"; }
      ];
    }).config.nixfleet.secrets.identityPaths.hostKey;
  says = [
    "nixfleet.secrets.identityPaths.hostKey"
    "outside the Nix store"
  ];
}
