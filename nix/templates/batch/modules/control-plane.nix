# The control plane. Whoever connects must show a certificate of the fleet's CA; people need an API key beside it.
{ host, ... }:
let
  keys = "/var/lib/nixfleet-keys";
in
{
  services.nixfleet-control-plane = {
    enable = true;
    listen = "0.0.0.0:8080";
    openFirewall = true;
    tls = {
      cert = "${keys}/control-plane.pem";
      key = "${keys}/control-plane.key";
      clientCa = "${keys}/fleet-ca.pem";
    };
    # The first API key goes to who has this token, and not to who comes first.
    bootstrapTokenFile = "${keys}/bootstrap-token";
  };

  services.nixfleet-agent = {
    inherit (host) tags;
    healthChecks.systemd = [ { units = [ "nixfleet-control-plane.service" ]; } ];
  };
}
