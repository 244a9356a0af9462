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
            tls.clientCa = "/run/secrets/ca.pem";
          };
        }
      ];
    }).config.system.build.toplevel;
  says = [
    "tls.clientCa is set to /run/secrets/ca.pem"
    "there is no TLS"
  ];
}
