{ aHost, scopes, ... }:
let
  host =
    o11y:
    aHost {
      modules = [
        scopes.o11y
        { nixfleet = { inherit o11y; }; }
      ];
    };
  sending = host {
    metrics = {
      enable = true;
      serverUrl = "https://metrics.example.org/api/v1/write";
      exporters.scaphandre = true;
      jobs.postgres = "127.0.0.1:9187";
      tls.clientCert = "/run/secrets/metrics.pem";
      tls.clientKey = "/run/secrets/metrics.key";
    };
    logs = {
      enable = true;
      serverUrl = "https://logs.example.org:19532";
    };
  };
  local = host { metrics.enable = true; };
  known = host {
    logs = {
      enable = true;
      serverUrl = "https://logs.example.org:19532";
      tls.caCert = "/etc/nixfleet/ca.pem";
      tls.clientCert = "/run/secrets/logs.pem";
      tls.clientKey = "/run/secrets/logs.key";
    };
  };
  inherit (sending.services) vmagent;
  upload = config: config.services.journald.upload.settings.Upload;
in
[
  {
    check =
      sending.system.build.toplevel != ""
      && local.system.build.toplevel != ""
      && known.system.build.toplevel != "";
    msg = "the hosts are whole systems";
  }
  {
    check = local.services.prometheus.exporters.node.enable && !local.services.vmagent.enable;
    msg = "without a server the exporters wait to be read";
  }
  {
    check =
      map (job: job.job_name) vmagent.prometheusConfig.scrape_configs == [
        "node"
        "postgres"
        "scaphandre"
      ];
    msg = "what is named is read, and nothing else";
  }
  {
    check =
      vmagent.prometheusConfig.global == {
        scrape_interval = "15s";
        external_labels.hostname = "a";
      };
    msg = "figures have the host's name";
  }
  {
    check =
      vmagent.extraArgs == [
        "-remoteWrite.tlsKeyFile=%d/client.key"
        "-remoteWrite.tlsCertFile=%d/client.pem"
      ]
      && builtins.elem "client.key:/run/secrets/metrics.key" sending.systemd.services.vmagent.serviceConfig.LoadCredential;
    msg = "vmagent gets copies of the files that only root reads";
  }
  {
    check = builtins.elem "intel_rapl_common" sending.boot.kernelModules;
    msg = "scaphandre has the kernel module that it measures with";
  }
  {
    check =
      (upload sending).URL == "https://logs.example.org:19532"
      && (upload sending).ServerKeyFile == "-";
    msg = "the journal is sent without a certificate where there is none";
  }
  {
    check =
      (upload known).ServerKeyFile == "/run/credentials/systemd-journal-upload.service/client.key"
      && (upload known).TrustedCertificateFile == "/run/credentials/systemd-journal-upload.service/ca.pem"
      && builtins.length known.systemd.services.systemd-journal-upload.serviceConfig.LoadCredential == 3;
    msg = "and with one where there is";
  }
]
