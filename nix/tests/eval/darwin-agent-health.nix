{ hosts, ... }:
let
  file =
    builtins.fromJSON
      hosts.darwin-agent-test.config.environment.etc."nixfleet/health-checks.json".text;
in
[
  {
    check = file.launchd == [ { labels = [ "com.nixfleet.agent" ]; } ];
    msg = "the health file has the labels";
  }
  {
    check = map (each: each.url) file.http == [ "http://localhost:8080/health" ];
    msg = "the health file has the URLs";
  }
  {
    check = !(file ? systemd);
    msg = "the health file has nothing of systemd";
  }
]
