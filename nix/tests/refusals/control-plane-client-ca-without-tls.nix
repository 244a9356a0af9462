{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        {
          services.nixfleet-control-plane = {
            enable = true;
            tls.clientCa = "/run/secrets/ca.pem";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "tls.clientCa is set to /run/secrets/ca.pem"
    "there is no TLS"
  ];
}
