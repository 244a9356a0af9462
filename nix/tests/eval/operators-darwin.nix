{ lib, mkHost, scopes, ... }:
let
  host =
    operators:
    (mkHost {
      hostName = "mac-01";
      platform = "aarch64-darwin";
      modules = [
        scopes.operatorsDarwin
        scopes.baseDarwin
        { nixfleet = { inherit operators; }; }
      ];
    }).config;
  config = host { users.alice = { }; };
  key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA alice@test";
  told = config: lib.concatStrings (lib.filter (lib.hasInfix "nixfleet.operators") config.warnings);
  names = map (package: package.name) config.environment.systemPackages;
in
[
  {
    check = config.users.users.alice.home == "/Users/alice" && config.users.users.alice.name == "alice";
    msg = "on a Mac an operator has a home below /Users";
  }
  {
    check = config.hostSpec.userName == "alice" && config.hostSpec.home == "/Users/alice";
    msg = "on a Mac the only operator is the primary user";
  }
  {
    check = builtins.elem "dockutil" names && builtins.elem "mas" names;
    msg = "a Mac has an administrator's basic tools";
  }
  {
    check = told config == "";
    msg = "who says nothing that a Mac does not do is told nothing";
  }
  {
    check =
      let
        said = told (host {
          rootSshKeys = [ key ];
          users.alice = {
            sshAuthorizedKeys = [ key ];
            extraGroups = [ "staff" ];
            hashedPasswordFile = "/run/secrets/alice";
          };
        });
      in
      lib.all (option: lib.hasInfix option said) [
        "nixfleet.operators.rootSshKeys"
        "nixfleet.operators.users.alice.sshAuthorizedKeys"
        "nixfleet.operators.users.alice.extraGroups"
        "nixfleet.operators.users.alice.hashedPasswordFile"
      ]
      && !lib.hasInfix "users.alice.hashedPassword," said;
    msg = "what does nothing on a Mac is named";
  }
]
