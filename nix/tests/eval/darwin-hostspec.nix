{ hosts, ... }:
let
  inherit (hosts.darwin-agent-test.config) hostSpec system;
in
[
  {
    check = hostSpec.isDarwin;
    msg = "a Mac is a Darwin host";
  }
  {
    check = hostSpec.hostName == "darwin-agent-test";
    msg = "hostName is what mkHost was told";
  }
  {
    check = hostSpec.home == "/Users/${hostSpec.userName}";
    msg = "homes are below /Users";
  }
  {
    check = system.primaryUser == hostSpec.userName;
    msg = "nix-darwin knows the primary user";
  }
]
