# A server with the control plane, everything of it said otherwise than by default.
{ scopes, ... }:
let
  org = import ../org.nix;
in
{
  platform = "x86_64-linux";
  stateVersion = "25.11";
  isVm = true;
  inherit (org) hostSpec;
  modules = [
    scopes.roles.server
    org.operators
    {
      services.nixfleet-control-plane = {
        enable = true;
        listen = "[::]:443";
        openFirewall = true;
        dbPath = "/data/nixfleet-cp/state.db";
        tls = {
          cert = "/run/secrets/cp.pem";
          key = "/run/secrets/cp-key.pem";
          clientCa = "/etc/nixfleet/fleet-ca.pem";
        };
        bootstrapTokenFile = "/run/secrets/nixfleet-bootstrap";
        metricsListen = "127.0.0.1:9100";
        maxConnections = 500;
        keepReports = 3;
        keepAudit = 0;
        keepEvents = 30;
        keepEvidence = 90;
        logLevel = "warn";
      };
    }
  ];
}
