# Every host has an agent, the control plane and the cache too: what takes a host back when a release does harm should not
# be missing on the two that the others need.
{
  config,
  fleet,
  host,
  ...
}:
let
  inherit (config.fleet) keys;
in
{
  services.nixfleet-agent = {
    enable = true;
    controlPlaneUrl = "https://${fleet.controlPlane}:8080";
    tls = {
      caCert = "${keys}/fleet-ca.pem";
      clientCert = "${keys}/agent.pem";
      clientKey = "${keys}/agent.key";
    };
    inherit (host) tags;
    # Seconds; a demonstration is watched, a fleet may take its time (both are 60 unless told).
    pollInterval = 10;
    healthInterval = 10;
    cacheUrl = "http://${fleet.cache}:5000";
  };
}
