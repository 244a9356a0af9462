# A host with an agent as fleets have them: tags, checks and metrics.
{ scopes, ... }:
{
  platform = "x86_64-linux";
  isVm = true;
  modules = [
    scopes.roles.workstation
    {
      nixfleet.operators.users.deploy = {
        isAdmin = true;
        sshAuthorizedKeys = [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleE deploy"
        ];
      };
      services.nixfleet-agent = {
        enable = true;
        controlPlaneUrl = "https://cp.test:8080";
        tags = [
          "web"
          "production"
        ];
        metricsPort = 9101;
        metricsOpenFirewall = true;
        healthChecks = {
          systemd = [ { units = [ "nginx.service" ]; } ];
          http = [ { url = "http://localhost:80/health"; } ];
        };
      };
    }
  ];
}
