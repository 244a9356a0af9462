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
  isWarned =
    modules: lib.any (lib.hasInfix "Root has an SSH key and cannot log in") (host modules).warnings;

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
          (person (keys [ plain ]))
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
    check = !isWarned [
      tokens
      (root token)
    ];
    msg = "root's key on a token opens what it did";
  }
]
