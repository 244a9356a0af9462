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
            tls.cert = "/run/secrets/cp.pem";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "tls.cert is set to /run/secrets/cp.pem"
    "tls.key is not"
  ];
}
