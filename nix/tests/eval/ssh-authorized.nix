{ hosts, ... }:
let
  keys = user: hosts.web-01.config.users.users.${user}.openssh.authorizedKeys.keys;
in
[
  {
    check = builtins.length (keys "deploy") == 1;
    msg = "the operator has a key";
  }
  {
    check = builtins.length (keys "root") == 1;
    msg = "root has the operators' root key";
  }
]
