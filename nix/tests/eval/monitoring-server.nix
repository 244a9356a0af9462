{ aHost, scopes, ... }:
let
  config = aHost {
    modules = [
      scopes.monitoring-server
      {
        nixfleet.monitoring.server = {
          enable = true;
          targets = [ "web-01:9100" ];
          extraScrapeConfigs = [ { job_name = "nixfleet-cp"; } ];
          credentials."client.key" = "/run/secrets/mon.key";
          openFirewall = true;
          alerts = {
            controlPlane = true;
            alertmanagers = [ "alerts.example.org:9093" ];
            alertmanager = {
              enable = true;
              configuration = {
                route.receiver = "team";
                receivers = [ { name = "team"; } ];
              };
              environmentFile = "/run/secrets/alertmanager.env";
            };
          };
        };
      }
    ];
  };
  inherit (config.services) prometheus;
  rules = builtins.fromJSON (builtins.head prometheus.ruleFiles).text;
  named = map (rule: rule.alert) (builtins.head rules.groups).rules;
  told = aHost {
    modules = [
      scopes.monitoring-server
      {
        nixfleet.monitoring.server = {
          enable = true;
          alerts.alertmanager = {
            enable = true;
            configuration = {
              route.receiver = "team";
              receivers = [ { name = "team"; } ];
            };
          };
        };
      }
    ];
  };
  quiet = aHost {
    modules = [
      scopes.monitoring-server
      {
        nixfleet.monitoring.server = {
          enable = true;
          alerts.enable = false;
        };
      }
    ];
  };
in
[
  {
    check = config.system.build.toplevel != "" && quiet.system.build.toplevel != "";
    msg = "the hosts are whole systems";
  }
  {
    check = prometheus.enable && prometheus.port == 9090 && prometheus.listenAddress == "127.0.0.1";
    msg = "Prometheus listens where nobody else reaches it";
  }
  {
    check =
      map (job: job.job_name) prometheus.scrapeConfigs == [
        "node"
        "nixfleet-cp"
      ];
    msg = "the targets are the job node, beside the host's own jobs";
  }
  {
    check =
      named == [
        "HostDown"
        "DiskSpaceHigh"
        "SystemdUnitFailed"
        "ControlPlaneDown"
        "ComplianceFailing"
        "EvidenceOld"
        "EvidenceOtherKey"
      ];
    msg = "the alerts are there";
  }
  {
    check =
      (builtins.head (builtins.head prometheus.alertmanagers).static_configs).targets == [
        "127.0.0.1:9093"
        "alerts.example.org:9093"
      ];
    msg = "alerts go to the Alertmanager here and to those elsewhere";
  }
  {
    check =
      prometheus.alertmanager.listenAddress == "127.0.0.1"
      && prometheus.alertmanager.environmentFile == "/run/secrets/alertmanager.env";
    msg = "the Alertmanager is for this machine, and gets its secrets from a file";
  }
  {
    check = !prometheus.alertmanager.checkConfig && told.services.prometheus.alertmanager.checkConfig;
    msg = "what is not whole without its secrets is not checked where it is built, all else is";
  }
  {
    check =
      config.systemd.services.prometheus.serviceConfig.LoadCredential == [ "client.key:/run/secrets/mon.key" ];
    msg = "Prometheus gets a copy of keys that only root reads";
  }
  {
    check = builtins.elem 9090 config.networking.firewall.allowedTCPPorts;
    msg = "the firewall is open when it is asked to";
  }
  {
    check = builtins.any (
      each: each.directory == "/var/lib/prometheus2" && each.user == "prometheus" && each.mode == "0700"
    ) config.nixfleet.persistence.directories;
    msg = "figures outlive a restart";
  }
  {
    check =
      quiet.services.prometheus.ruleFiles == [ ] && !quiet.services.prometheus.alertmanager.enable;
    msg = "without alerts there are no rules and no Alertmanager";
  }
]
