{ mkHost, scopes, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      modules = [
        scopes.impermanence
        { nixfleet.impermanence.persistRoot = "persist"; }
      ];
    }).config.nixfleet.impermanence.persistRoot;
  says = [
    "nixfleet.impermanence.persistRoot"
  ];
}
