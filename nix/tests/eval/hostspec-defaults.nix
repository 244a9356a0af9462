{ hosts, ... }:
let
  inherit (hosts.web-01.config) hostSpec networking;
in
[
  {
    check = hostSpec.userName != "";
    msg = "there is a primary user";
  }
  {
    check = hostSpec.hostName == "web-01";
    msg = "hostName is what mkHost was told";
  }
  {
    check = networking.hostName == "web-01";
    msg = "the system has that name";
  }
]
