{ hosts, ... }:
let
  user = name: hosts.${name}.config.hostSpec.userName;
in
[
  {
    check = user "web-01" == "deploy";
    msg = "the primary user is the one operator: ${user "web-01"}";
  }
  {
    check = user "dev-01" == "alice";
    msg = "a host with another operator has another primary user: ${user "dev-01"}";
  }
]
