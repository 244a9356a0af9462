{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            tls.key = ./control-plane-key-of-flake.nix;
          };
        }
      ];
    }).services.nixfleet-control-plane.tls.key;
  says = [
    "services.nixfleet-control-plane.tls.key"
    "outside the Nix store"
  ];
}
