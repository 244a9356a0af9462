# A configuration that uses every option of v0.1.1's agent, as it was written for v0.1.1.
{ mkHost, lib, ... }:
let
  everywhere = {
    services.nixfleet-agent = {
      enable = true;
      controlPlaneUrl = "https://cp.test:8080";
      machineId = "web-01";
      pollInterval = 10;
      retryInterval = 30;
      cacheUrl = "http://cache.test:5000";
      dbPath = "/var/lib/nixfleet/state.db";
      dryRun = false;
      allowInsecure = false;
      tls = {
        caCert = "/run/agenix/ca";
        clientCert = "/run/agenix/cert";
        clientKey = "/run/agenix/key";
      };
      metricsPort = 9101;
      tags = [ "web" ];
      healthInterval = 10;
    };
  };
  hostOn =
    platform: module:
    (mkHost {
      hostName = "web-01";
      inherit platform;
      stateVersion = "24.11";
      hostSpec.userName = "deploy";
      modules = [
        everywhere
        module
      ];
    }).config;

  nixos = hostOn "x86_64-linux" {
    services.nixfleet-agent = {
      metricsOpenFirewall = true;
      healthChecks = {
        systemd = [ { units = [ "nginx.service" ]; } ];
        http = [
          {
            url = "http://localhost/health";
            interval = 5;
            timeout = 3;
            expectedStatus = 200;
          }
        ];
        command = [
          {
            name = "queue";
            command = "test -S /run/queue";
            interval = 10;
            timeout = 5;
          }
        ];
      };
    };
  };
  darwin = hostOn "aarch64-darwin" {
    services.nixfleet-agent.healthChecks.launchd = [ { labels = [ "org.nixos.nix-daemon" ]; } ];
  };

  ours = lib.filter (lib.hasInfix "nixfleet-agent");
  refused =
    host: ours (map (each: each.message) (lib.filter (each: !each.assertion) host.assertions));
  command = nixos.systemd.services.nixfleet-agent.serviceConfig.ExecStart;
in
[
  {
    check = refused nixos == [ ] && refused darwin == [ ];
    msg = "nothing of it is refused";
  }
  {
    check = ours nixos.warnings == [ ] && ours darwin.warnings == [ ];
    msg = "nothing of it is warned of";
  }
  {
    check = lib.all (flag: lib.hasInfix flag command) [
      "--poll-interval=10"
      "--cache-url=http://cache.test:5000"
      "--client-key=/run/agenix/key"
    ];
    msg = "its values are the agent's";
  }
]
