# The same on macOS.
_: {
  platform = "aarch64-darwin";
  hostSpec.userName = "deploy";
  modules = [
    {
      services.nixfleet-agent = {
        enable = true;
        controlPlaneUrl = "https://cp.test:8080";
        tags = [
          "workstation"
          "darwin"
        ];
        healthChecks = {
          launchd = [ { labels = [ "com.nixfleet.agent" ]; } ];
          http = [ { url = "http://localhost:8080/health"; } ];
        };
      };
    }
  ];
}
