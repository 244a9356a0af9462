{ hosts, ... }:
let
  inherit (hosts.edge-01.config) hostSpec;
in
[
  {
    check = hostSpec.hostName == "edge-01";
    msg = "hostName is what mkHost was told";
  }
  {
    check = hostSpec.userName == "deploy";
    msg = "userName is what the host says";
  }
  {
    check = hostSpec.home == "/home/deploy";
    msg = "home follows userName";
  }
  {
    check = !hostSpec.isDarwin;
    msg = "a Linux host is no Darwin host";
  }
]
