# NIS2 essential demands a second factor and that SSH takes no passwords alone. Both ways to that let somebody in, as the findings and
# docs/compliance.md have them; what falls short of one is refused.
{ aHost, lib, ... }:
let
  host =
    modules:
    import ../a-compliant-host.nix { inherit aHost lib; } [ "nis2" ] (
      [
        ../nixos-sshd-pam.nix
        {
          compliance.frameworks.nis2 = {
            enable = true;
            entityType = "essential";
          };
        }
      ]
      ++ modules
    );
  refusals =
    modules: map (each: each.message) (lib.filter (each: !each.assertion) (host modules).assertions);
  isRefused = said: modules: lib.any (lib.hasInfix said) (refusals modules);
  isTold = said: modules: lib.any (lib.hasInfix said) (host modules).warnings;
  isWarned = isTold "Root has an SSH key and cannot log in";

  keys = named: { openssh.authorizedKeys.keys = lib.mkForce named; };
  person = account: { users.users.deploy = account; };
  root = key: {
    users.users = {
      deploy = keys [ ];
      root = keys [ key ];
    };
  };
  plain = "ssh-ed25519 AAAA";
  token = "sk-ssh-ed25519@openssh.com AAAA";
  password.hashedPassword = "$y$j9T$x";

  tokens.services.openssh.settings = {
    PubkeyAcceptedAlgorithms = "sk-ssh-ed25519@openssh.com";
    PubkeyAuthOptions = "verify-required";
  };
  both.services.openssh.settings.AuthenticationMethods = "publickey,keyboard-interactive";
  keyboard.services.openssh.settings.KbdInteractiveAuthentication = true;
  unix.security.pam.services.sshd.unixAuth = lib.mkForce true;
  code.security.pam.services.sshd.googleAuthenticator.enable = true;
  byPassword.services.openssh.settings = {
    AuthenticationMethods = "publickey,password";
    PasswordAuthentication = true;
  };
  rootByToken.services.openssh.extraConfig = ''
    Match User root
      AuthenticationMethods publickey
  '';
  withPassword = person (keys [ plain ] // password);
  declared.users.mutableUsers = false;
  # Accounts that another machine knows, with their keys and their passwords.
  directory = {
    services.openssh.authorizedKeysCommand = "/run/current-system/sw/bin/sss_ssh_authorizedkeys %u";
    security.pam.services.sshd.text = lib.mkForce ''
      auth sufficient pam_sss.so
      auth required pam_deny.so
    '';
  };
  nobody.users.users = {
    deploy = keys [ ];
    root = keys [ ];
  };
in
map
  (each: {
    check = refusals each.host == [ ];
    msg = "${each.name} is met, and lets somebody in";
  })
  [
    {
      name = "a key on a token";
      host = [
        tokens
        (person (keys [ token ]))
      ];
    }
    {
      name = "root's key on a token";
      host = [
        tokens
        (root token)
      ];
    }
    {
      name = "a key and a password by keyboard";
      host = [
        both
        keyboard
        unix
        withPassword
      ];
    }
    {
      name = "a key, a password and a code";
      host = [
        both
        keyboard
        unix
        code
        withPassword
      ];
    }
    {
      name = "a key and a password as sshd asks for it";
      host = [
        byPassword
        withPassword
      ];
    }
    {
      name = "root's key, which a Match lets in alone";
      host = [
        both
        keyboard
        unix
        declared
        (root plain)
        rootByToken
      ];
    }
    {
      name = "a Match that opens what is closed to everybody";
      host = [
        both
        declared
        (root plain)
        rootByToken
      ];
    }
    {
      name = "a Match that opens what PAM closes to everybody";
      host = [
        both
        keyboard
        declared
        (root plain)
        rootByToken
      ];
    }
    {
      name = "a Match that takes a plain key where tokens alone are taken";
      host = [
        tokens
        (root plain)
        { services.openssh.extraConfig = "Match Address 192.0.2.0/24\n  PubkeyAcceptedAlgorithms ssh-ed25519"; }
      ];
    }
    {
      name = "keys and passwords of a directory";
      host = [
        both
        keyboard
        declared
        nobody
        directory
      ];
    }
    {
      name = "two keys of a directory";
      host = [
        declared
        nobody
        directory
        { services.openssh.settings.AuthenticationMethods = "publickey,publickey"; }
      ];
    }
    {
      name = "a key and a password that may have been set on the host";
      host = [
        both
        keyboard
        unix
        (person (keys [ plain ]))
      ];
    }
  ]
++
  map
    (each: {
      check = isRefused each.says each.host;
      msg = "${each.name} is refused, for it lets nobody in";
    })
    [
      {
        name = "a stack of PAM without pam_unix";
        says = "refuses every answer";
        host = [
          both
          keyboard
          withPassword
        ];
      }
      {
        name = "a code that NixOS leaves out with pam_unix";
        says = "refuses every answer";
        host = [
          both
          keyboard
          code
          withPassword
        ];
      }
      {
        name = "a keyboard that is off";
        says = "a method that is off";
        host = [
          both
          unix
          withPassword
        ];
      }
      {
        name = "a key without a password beside it";
        says = "nobody has an SSH key";
        host = [
          both
          keyboard
          unix
          declared
          (person (keys [ plain ]))
        ];
      }
      {
        name = "a key of a directory without a password that this host knows";
        says = "nobody has an SSH key";
        host = [
          both
          keyboard
          unix
          declared
          nobody
          { services.openssh.authorizedKeysCommand = "/run/keys %u"; }
        ];
      }
      {
        name = "root's key and a password";
        says = "nobody has an SSH key";
        host = [
          both
          keyboard
          unix
          (root plain)
        ];
      }
      {
        name = "a plain key where tokens alone are taken";
        says = "nobody has an SSH key";
        host = [
          tokens
          (person (keys [ plain ] // password))
        ];
      }
    ]
++ [
  {
    check =
      let
        modules = [
          both
          keyboard
          unix
          withPassword
          { users.users.root = keys [ plain ]; }
        ];
      in
      isWarned modules && !isWarned (modules ++ [ rootByToken ]);
    msg = "root's key that opens nothing any more is said, unless a Match may let root in";
  }
  {
    check =
      let
        isAsked = isTold "has a declared";
        modules = [
          both
          keyboard
          unix
        ];
      in
      isAsked (modules ++ [ (person (keys [ plain ])) ]) && !isAsked (modules ++ [ withPassword ]);
    msg = "passwords that nobody declared are said";
  }
  {
    check = !isWarned [
      tokens
      (root token)
    ];
    msg = "root's key on a token opens what it did";
  }
]
