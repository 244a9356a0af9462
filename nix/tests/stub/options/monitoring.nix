# NixOS: Prometheus, its exporters, vmagent, and the journal that is sent on.
{ lib, kinds }:
let
  inherit (lib) types;
  inherit (kinds)
    bool
    list
    on
    one
    option
    perhaps
    required
    text
    ;

  tls = perhaps (one {
    ca_file = perhaps types.str;
    cert_file = perhaps types.str;
    key_file = perhaps types.str;
    server_name = perhaps types.str;
    insecure_skip_verify = bool;
  });
  job = one {
    job_name = required types.str;
    scheme = perhaps (
      types.enum [
        "http"
        "https"
      ]
    );
    metrics_path = perhaps types.str;
    scrape_interval = perhaps types.str;
    scrape_timeout = perhaps types.str;
    static_configs = list (one {
      targets = required (types.listOf types.str);
      labels = option (types.attrsOf types.str) { };
    });
    relabel_configs = list types.attrs;
    tls_config = tls;
  };
  exporter = port: {
    enable = bool;
    port = option types.port port;
    listenAddress = option types.str "0.0.0.0";
    openFirewall = bool;
    extraFlags = list types.str;
  };
in
{
  options.services = {
    prometheus = {
      enable = bool;
      port = option types.port 9090;
      listenAddress = option types.str "0.0.0.0";
      stateDir = option types.str "prometheus2";
      retentionTime = perhaps types.str;
      checkConfig = option (types.either types.bool (types.enum [ "syntax-only" ])) true;
      globalConfig = option (one {
        scrape_interval = perhaps types.str;
        scrape_timeout = perhaps types.str;
        evaluation_interval = perhaps types.str;
        external_labels = option (types.nullOr (types.attrsOf types.str)) null;
      }) { };
      scrapeConfigs = list job;
      ruleFiles = list types.path;
      alertmanagers = list types.attrs;
      alertmanager = {
        enable = bool;
        port = option types.port 9093;
        listenAddress = text;
        configuration = perhaps types.attrs;
        checkConfig = on;
        environmentFile = perhaps types.path;
      };
      exporters.node = exporter 9100 // {
        enabledCollectors = list types.str;
        disabledCollectors = list types.str;
      };
      exporters.scaphandre = exporter 8080;
    };
    vmagent = {
      enable = bool;
      remoteWrite = {
        url = perhaps types.str;
        basicAuthUsername = perhaps types.str;
        basicAuthPasswordFile = perhaps types.str;
      };
      extraArgs = list types.str;
      prometheusConfig = option (types.submodule { freeformType = types.attrsOf types.anything; }) { };
    };
    journald.upload = {
      enable = bool;
      settings = option (types.submodule {
        freeformType = types.attrsOf (types.attrsOf types.anything);
        options.Upload = {
          URL = required types.str;
          ServerKeyFile = required (types.nullOr types.str);
          ServerCertificateFile = perhaps types.str;
          TrustedCertificateFile = perhaps types.str;
          NetworkTimeoutSec = required (types.nullOr types.str);
        };
      }) { };
    };
  };
}
