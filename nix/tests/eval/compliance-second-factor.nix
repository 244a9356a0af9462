# A second factor that PAM asks for at the keyboard is no password: SSH may ask when a key comes first.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  policy = import ../../compliance/lib/ssh-policy.nix;
  keyboard.KbdInteractiveAuthentication = true;
  config = host [ "controls.access-control" ] [
    {
      compliance.controls.accessControl.enable = true;
      users.users.deploy.hashedPassword = "$y$j9T$x";
      services.openssh.settings = keyboard // {
        AuthenticationMethods = "publickey,keyboard-interactive";
      };
    }
  ];
in
[
  {
    check =
      config.services.openssh.settings.KbdInteractiveAuthentication
      && lib.all (each: each.assertion) config.assertions;
    msg = "after a key, SSH may ask for a code";
  }
  {
    check = !policy.takesNoPasswords (
      keyboard // { AuthenticationMethods = "publickey,keyboard-interactive keyboard-interactive"; }
    );
    msg = "not when a key is one of two ways";
  }
  {
    check = !policy.takesNoPasswords keyboard && !policy.takesNoPasswords { };
    msg = "nor without a key, which is how sshd is by itself";
  }
  {
    check =
      let
        takesNone =
          methods:
          policy.takesNoPasswords {
            PasswordAuthentication = true;
            AuthenticationMethods = methods;
          };
      in
      takesNone "publickey,password"
      && takesNone "publickey,keyboard-interactive:pam publickey,password"
      && !takesNone "publickey password";
    msg = "a password that sshd itself asks for is judged like one at the keyboard, as the probe judges it";
  }
  {
    check = policy.takesNoPasswords {
      KbdInteractiveAuthentication = false;
      PasswordAuthentication = false;
    };
    msg = "without either nothing is asked";
  }
  {
    check =
      !policy.endsWithin 900 {
        ClientAliveInterval = 900;
        ClientAliveCountMax = 0;
      }
      && !policy.endsWithin 900 { }
      && policy.endsWithin 900 { ClientAliveInterval = 300; };
    msg = "a session ends when it is asked more than no times";
  }
  {
    check =
      lib.all (value: policy.endsIdleShellsWithin 1800 { ChannelTimeout = value; }) [
        "session:shell=1800"
        "x11-connection=5m session:*=30m"
        [
          "agent-connection=1h"
          "session:shell=0h029m60"
        ]
        "*=1"
      ]
      && !lib.any (value: policy.endsIdleShellsWithin 1800 { ChannelTimeout = value; }) [
        null
        "none"
        "session=60"
        "session:command=60"
        "global=60"
        "session:*=0 session:shell=60"
        "session:shell=1h30m"
        "session.shell=60"
        "session:shell=soon"
      ]
      && !policy.endsIdleShellsWithin 1800 { };
    msg = "an idle shell ends where the first pattern that fits shells says so";
  }
]
