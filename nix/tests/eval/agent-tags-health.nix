{ hosts, ... }:
let
  inherit (hosts.agent-test.config) environment systemd;
  file = builtins.fromJSON environment.etc."nixfleet/health-checks.json".text;
in
[
  {
    check = systemd.services.nixfleet-agent.environment.NIXFLEET_TAGS == "web,production";
    msg = "the tags are in NIXFLEET_TAGS, separated by commas";
  }
  {
    check = file.systemd == [ { units = [ "nginx.service" ]; } ];
    msg = "the health file has the units";
  }
  {
    check =
      file.http == [
        {
          url = "http://localhost:80/health";
          timeout = 3;
          expectedStatus = 200;
          interval = 5;
        }
      ];
    msg = "the health file has the URLs, with their defaults";
  }
  {
    check = file.command == [ ] && !(file ? launchd);
    msg = "the health file has what NixOS knows, and nothing of macOS";
  }
]
