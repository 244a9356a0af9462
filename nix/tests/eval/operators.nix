{ lib, mkHost, scopes, ... }:
let
  key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA somebody@test";
  otherKey = ''restrict,command="true" ecdsa-sha2-nistp256 AAAAE2VjZHNh= somebody@test'';
  host =
    operators:
    (mkHost {
      hostName = "web-09";
      platform = "x86_64-linux";
      modules = [
        scopes.operators
        { nixfleet = { inherit operators; }; }
      ];
    }).config;
  two = host {
    primaryUser = "bob";
    roleGroups = [ "video" ];
    rootSshKeys = [ key ];
    users = {
      alice = {
        isAdmin = true;
        sshAuthorizedKeys = [ key ];
        extraGroups = [
          "video"
          "libvirtd"
        ];
      };
      bob = {
        sshAuthorizedKeys = [ otherKey ];
        hashedPasswordFile = "/run/secrets/bob";
      };
    };
  };
  with' =
    module:
    (mkHost {
      hostName = "web-09";
      platform = "x86_64-linux";
      modules = [
        scopes.operators
        {
          nixfleet.operators.users.gina = {
            isAdmin = true;
            sshAuthorizedKeys = [ key ];
          };
        }
        module
      ];
    }).config;
  none = host { };
  one = host { users.carol.hashedPassword = "$y$j9T$abc"; };
  # Ours: these hosts have no disk, which NixOS refuses too.
  failed =
    config:
    lib.filter (lib.hasInfix "nixfleet.operators") (
      map (each: each.message) (lib.filter (each: !each.assertion) config.assertions)
    );
  isTold = config: lib.any (lib.hasInfix "Nobody can become root") config.warnings;
  refusals = config: lib.concatStrings (failed config);
in
[
  {
    check = two.nixfleet.operators._primaryName == "bob" && two.hostSpec.userName == "bob";
    msg = "of several operators the primary one is who is said to be";
  }
  {
    check = two.nixfleet.operators._primary.hashedPasswordFile == "/run/secrets/bob";
    msg = "_primary is what is declared of the primary operator";
  }
  {
    check = two.nixfleet.operators._adminNames == [ "alice" ];
    msg = "administrators are those who are";
  }
  {
    check = two.nixfleet.operators._adminSshKeys == [ key ];
    msg = "the administrators' keys are known";
  }
  {
    check =
      two.users.users.alice.extraGroups == [
        "video"
        "wheel"
        "libvirtd"
      ];
    msg = "groups are those of the role, wheel, and one's own, each once";
  }
  {
    check = two.users.users.bob.extraGroups == [ "video" ];
    msg = "who is no administrator is not in wheel";
  }
  {
    check = two.users.users.bob.openssh.authorizedKeys.keys == [ otherKey ];
    msg = "a key may have options";
  }
  {
    check = two.users.users.bob.isNormalUser && !two.users.mutableUsers;
    msg = "operators are normal users, and accounts are those that are declared";
  }
  {
    check = two.users.users.root.openssh.authorizedKeys.keys == [ key ];
    msg = "root's keys are set";
  }
  {
    check = failed two == [ ] && failed one == [ ];
    msg = "nobody of these is locked out: ${refusals two}${refusals one}";
  }
  {
    check = one.nixfleet.operators._primaryName == "carol";
    msg = "the only operator is the primary one";
  }
  {
    check = one.users.users.carol.hashedPassword == "$y$j9T$abc";
    msg = "a password may be given as its hash";
  }
  {
    check = none.users.mutableUsers && none.nixfleet.operators._adminNames == [ ];
    msg = "without operators the scope does nothing, and says so without failing";
  }
  {
    check = !(builtins.tryEval none.nixfleet.operators._primaryName).success;
    msg = "without operators there is no primary one";
  }
  {
    check = lib.hasInfix "operator dave could not log in" (refusals (host { users.dave = { }; }));
    msg = "an operator without key and password is named";
  }
  {
    check =
      failed (host {
        mutableUsers = true;
        rootSshKeys = [ key ];
        users.dave = { };
      }) == [ ];
    msg = "where root may give passwords on the host an operator may have none yet";
  }
  {
    check =
      lib.hasInfix "operator erin has two passwords" (
        refusals (host {
          users.erin = {
            hashedPassword = "$y$j9T$abc";
            hashedPasswordFile = "/run/secrets/erin";
          };
        })
      );
    msg = "an operator with two passwords is named";
  }
  {
    check = lib.hasInfix "root is no operator" (
      refusals (host { users.root.sshAuthorizedKeys = [ key ]; })
    );
    msg = "root is no operator";
  }
  {
    check = lib.hasInfix "\"Frank M\"" (
      refusals (host { users."Frank M".sshAuthorizedKeys = [ key ]; })
    );
    msg = "what is no name of an account is named";
  }
  {
    check =
      isTold (host {
        users.gina = {
          isAdmin = true;
          sshAuthorizedKeys = [ key ];
        };
      })
      && !isTold two;
    msg = "that nobody can become root is said, and only then";
  }
  {
    check =
      (with' { users.users.gina.hashedPasswordFile = "/run/secrets/gina"; })
      .users.users.gina.hashedPasswordFile == "/run/secrets/gina"
      &&
        (with' { users.users.gina.hashedPassword = "$y$j9T$abc"; }).users.users.gina.hashedPassword
        == "$y$j9T$abc";
    msg = "a host gives an operator a password of its own by plain values";
  }
  {
    check =
      !lib.any isTold (
        map with' [
          { users.users.gina.hashedPasswordFile = "/run/secrets/gina"; }
          { users.users.root.openssh.authorizedKeys.keys = [ key ]; }
          { users.users.root.hashedPassword = "$y$j9T$abc"; }
          {
            users.users.henry = {
              extraGroups = [ "wheel" ];
              hashedPasswordFile = "/run/secrets/henry";
            };
          }
        ]
      );
    msg = "whom the host itself lets become root counts";
  }
  {
    check =
      isTold (with' {
        users.users.root.hashedPassword = "!";
      })
      && isTold (with' {
        users.users.gina.hashedPassword = "!";
      })
      && isTold (with' {
        users.users.ida.hashedPasswordFile = "/run/secrets/ida";
      });
    msg = "a locked account and one that is no administrator do not";
  }
  {
    check =
      let
        locked = with' {
          nixfleet.operators.users.gina.sshAuthorizedKeys = lib.mkForce [ ];
          users.users.gina.hashedPassword = "!";
        };
      in
      lib.hasInfix "operator gina could not log in" (refusals locked);
    msg = "a locked password lets nobody in";
  }
]
