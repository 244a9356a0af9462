# Whether somebody can log in to a host, and how that is seen.
{ lib, mkHost, ... }:
let
  host =
    module:
    (mkHost {
      hostName = "a";
      platform = "x86_64-linux";
      stateVersion = "25.11";
      hostSpec.userName = "deploy";
      modules = [ module ];
    }).config;
  refused =
    module:
    builtins.any (each: !each.assertion && lib.hasInfix "Nobody could log in" each.message)
      (host module).assertions;
  warned = module: builtins.any (lib.hasInfix "only at its console") (host module).warnings;

  key = "ssh-ed25519 A";
  root = {
    users.users.root.openssh.authorizedKeys.keys = [ key ];
  };
  rootPassword = {
    hostSpec.rootHashedPasswordFile = "/run/secrets/root";
  };
  withRoot = login: {
    imports = [ root ];
    services.openssh.settings.PermitRootLogin = login;
  };
  # A key of the operator, and what is demanded beside it.
  both =
    user:
    {
      users.users.deploy = {
        openssh.authorizedKeys.keys = [ key ];
      }
      // user;
      services.openssh.settings = {
        AuthenticationMethods = "publickey,keyboard-interactive";
        KbdInteractiveAuthentication = true;
      };
    };
  password.hashedPassword = "$y$j9T$x";
  ways = {
    "a key" = {
      users.users.deploy.openssh.authorizedKeys.keys = [ "ssh-ed25519 A" ];
    };
    "a file of keys" = {
      users.users.root.openssh.authorizedKeys.keyFiles = [ "/keys" ];
    };
    "a password" = {
      users.users.root.hashedPassword = "$y$j9T$x";
    };
    "a file with a password" = {
      users.users.deploy.hashedPasswordFile = "/run/secrets/deploy";
    };
    "a certificate authority" = {
      services.openssh.settings.TrustedUserCAKeys = "/etc/ssh/ca.pub";
    };
    "a word that there is another way" = {
      users.allowNoPasswordLogin = true;
    };
    "a host around it" = {
      boot.isContainer = true;
    };
    "a key of root" = root;
    "a key where a password is demanded besides, which may have been set on the host" = both { };
    "a key that a Match may let in" = {
      imports = [ (both { }) ];
      users.mutableUsers = false;
      services.openssh.extraConfig = ''
        Match User deploy
          AuthenticationMethods publickey
      '';
    };
    "a command that knows keys" = {
      services.openssh.authorizedKeysCommand = "/run/keys %u";
    };
    "the console that is logged in" = {
      services.getty.autologinUser = "deploy";
    };
    "root's password, at the console" = rootPassword;
  };
  none = {
    "nothing" = { };
    "a user without anything" = {
      users.users.deploy.isNormalUser = true;
    };
    "a locked password" = {
      users.users.deploy.hashedPassword = "!";
    };
    "a key without sshd" = {
      imports = [ root ];
      services.openssh.enable = false;
    };
    "a certificate authority without sshd" = {
      services.openssh = {
        enable = false;
        settings.TrustedUserCAKeys = "/etc/ssh/ca.pub";
      };
    };
    "a key of a root who may not log in" = withRoot "no";
    "a key of a root who may run commands only" = withRoot "forced-commands-only";
    "a key of a system's user" = {
      users.users.borg = {
        isSystemUser = true;
        group = "borg";
        openssh.authorizedKeys.keys = [ key ];
      };
      users.groups.borg = { };
    };
    "a key where a password is demanded besides, and nobody has one" = {
      imports = [ (both { }) ];
      users.mutableUsers = false;
    };
    "a keyboard alone, and nobody has a password" = {
      users.users.deploy.openssh.authorizedKeys.keys = [ key ];
      services.openssh.settings = {
        AuthenticationMethods = "keyboard-interactive";
        KbdInteractiveAuthentication = true;
      };
    };
    "a key that is no token's where those alone are taken" = {
      imports = [ root ];
      services.openssh.settings.PubkeyAcceptedAlgorithms = "sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com";
    };
    "a key that runs a command" = {
      users.users.deploy.openssh.authorizedKeys.keys = [ ''restrict,command="borg serve" ${key}'' ];
    };
    "a key that is blank" = {
      users.users.deploy.openssh.authorizedKeys.keys = [
        ""
        " "
      ];
    };
  };
  console = {
    "root's password" = rootPassword;
    "an operator's password" = {
      users.users.deploy.hashedPassword = "$y$j9T$x";
    };
    "a key and a password, where PAM refuses every answer" = {
      imports = [
        ../nixos-sshd-pam.nix
        (both password)
      ];
    };
    "a key and a password of root, where both are demanded" = {
      imports = [
        root
        rootPassword
      ];
      services.openssh.settings = {
        AuthenticationMethods = "publickey,password";
        PasswordAuthentication = true;
      };
    };
    "root's password where sshd takes those of others" = {
      imports = [ rootPassword ];
      services.openssh.settings.PasswordAuthentication = true;
    };
  };
  quiet = {
    "a key and a password, where both are demanded" = both password;
    "a token's key where no others are taken" = {
      users.users.root.openssh.authorizedKeys.keys = [ "sk-ssh-ed25519@openssh.com AAAA" ];
      services.openssh.settings.PubkeyAcceptedAlgorithms = "sk-ssh-ed25519@openssh.com";
    };
    "root's password where sshd takes it" = {
      imports = [ rootPassword ];
      services.openssh.settings = {
        PasswordAuthentication = true;
        PermitRootLogin = "yes";
      };
    };
    "an operator's password where sshd takes it" = {
      users.users.deploy.hashedPassword = "$y$j9T$x";
      services.openssh.settings.PasswordAuthentication = true;
    };
    "a password where there is no sshd" = {
      imports = [ rootPassword ];
      services.openssh.enable = false;
    };
    "a key beside a password" = {
      imports = [
        root
        rootPassword
      ];
    };
  };
in
lib.mapAttrsToList (way: module: {
  check = !(refused module);
  msg = "${way} is a way in";
}) ways
++ lib.mapAttrsToList (way: module: {
  check = refused module;
  msg = "${way} is no way in";
}) none
++ lib.mapAttrsToList (way: module: {
  check = warned module && !(refused module);
  msg = "${way} is a way in at the console only, and the host is told so";
}) console
++ lib.mapAttrsToList (way: module: {
  check = !(warned module) && !(refused module);
  msg = "${way} needs no warning";
}) quiet
