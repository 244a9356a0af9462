# A web server that says that it is well: a release that breaks it gets no further than its batch.
{ config, ... }:
{
  services.nginx = {
    enable = true;
    virtualHosts.default = {
      default = true;
      locations."/".return = ''200 "${config.hostSpec.hostName}\n"'';
      locations."= /health".return = ''200 "ok\n"'';
    };
  };
  networking.firewall.allowedTCPPorts = [ 80 ];

  services.nixfleet-agent.healthChecks = {
    systemd = [ { units = [ "nginx.service" ]; } ];
    http = [
      {
        url = "http://127.0.0.1/health";
        timeout = 3;
      }
    ];
  };
}
