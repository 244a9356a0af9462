{ hosts, mkHost, ... }:
let
  host = mkHost {
    hostName = "with-password";
    platform = "x86_64-linux";
    stateVersion = "25.11";
    hostSpec = {
      userName = "deploy";
      rootHashedPasswordFile = "/run/secrets/root";
    };
    modules = [ ../bootable.nix ];
  };
  root = host: host.config.users.users.root.hashedPasswordFile;
in
[
  {
    check = hosts.web-01.options.hostSpec ? rootHashedPasswordFile;
    msg = "there is hostSpec.rootHashedPasswordFile";
  }
  {
    check = root hosts.web-01 == null;
    msg = "root's password is left alone while it is not set";
  }
  {
    check = root host == "/run/secrets/root";
    msg = "root's password comes from the file that it names";
  }
  {
    check = builtins.all (each: each.assertion) host.config.assertions;
    msg = "which is a way to log in";
  }
]
