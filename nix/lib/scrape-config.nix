# What vmagent reads on a machine and sends on, in Prometheus' format: one job an exporter, all on this machine.
{
  hostName,
  # Name of a job -> `address:port`.
  jobs,
  interval,
}:
{
  global = {
    scrape_interval = interval;
    external_labels.hostname = hostName;
  };
  scrape_configs = map (name: {
    job_name = name;
    static_configs = [ { targets = [ jobs.${name} ]; } ];
  }) (builtins.attrNames jobs);
}
