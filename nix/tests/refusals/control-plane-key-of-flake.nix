{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "a-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            tls.key = ./control-plane-key-of-flake.nix;
          };
        }
      ];
    }).config.services.nixfleet-control-plane.tls.key;
  says = [
    "services.nixfleet-control-plane.tls.key"
    "outside the Nix store"
  ];
}
