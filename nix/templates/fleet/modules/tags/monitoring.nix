# Prometheus, which asks every host of the table how it is, and the control plane how the fleet is.
{
  config,
  lib,
  fleet,
  ...
}:
let
  inherit (config.fleet) keys;
  # Read by systemd, as root, for a Prometheus that may not read the keys itself. A renewed certificate counts when the
  # service is started again.
  credentials = "/run/credentials/prometheus.service";
in
{
  nixfleet.monitoring.server = {
    enable = true;
    targets = map (name: "${name}:9100") (lib.attrNames fleet.hosts);
    # EDIT: alerts are shown at :9090/alerts and go nowhere until `alerts.alertmanager` says to whom.
    alerts.controlPlane = true;
    # A certificate of its own: with the agent's key Prometheus could speak for this host.
    credentials = lib.genAttrs [ "fleet-ca.pem" "scraper.pem" "scraper.key" ] (
      file: "${keys}/${file}"
    );
    extraScrapeConfigs = [
      {
        # The name that the alert ControlPlaneDown goes by.
        job_name = "nixfleet-cp";
        scheme = "https";
        static_configs = [ { targets = [ "${fleet.controlPlane}:8080" ]; } ];
        tls_config = {
          ca_file = "${credentials}/fleet-ca.pem";
          cert_file = "${credentials}/scraper.pem";
          key_file = "${credentials}/scraper.key";
        };
      }
    ];
  };

  services.nixfleet-agent.healthChecks = {
    systemd = [ { units = [ "prometheus.service" ]; } ];
    http = [ { url = "http://127.0.0.1:9090/-/healthy"; } ];
  };
}
