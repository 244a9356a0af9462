# Who gets in over SSH, and how long a session lives in which nothing happens, or whose other end is gone.
{
  config,
  lib,
  options,
  ...
}:
let
  enforced = import ../lib/enforced.nix { inherit lib; };
  sshPolicy = import ../lib/ssh-policy.nix;
  cfg = config.compliance.controls.accessControl;
  inherit (cfg._meta) enforces;
  inherit (config.services.openssh) enable settings;

  # Sshd asks `count` times, each `interval` seconds, and ends the session when nobody answers: a count of 0 would end none.
  count = 3;
  seconds = cfg.idleTimeoutMinutes * 60;
  interval = seconds / count;
  # Shells alone: a build, a copy or a deployment over SSH is a command, and may be quiet for longer.
  channels = "session:shell=${toString seconds}";

  noPasswords = cfg.passwordAuthDisabled && enforces "password-authentication";
  noRoot = cfg.rootLoginDisabled && enforces "root-login";

  # A host that lets root in not at all is stricter than we are, also when it says so by a default.
  rootIsOut = lib.any (value: value == "no" || value == false) (
    import ../lib/said-of.nix { inherit lib; } options.services.openssh.settings "PermitRootLogin"
  );

  canLogIn = import ../../lib/somebody-can-log-in.nix {
    inherit (config.users) users mutableUsers;
    ssh = config.services.openssh;
    autologinUser = config.services.getty.autologinUser or null;
    pam = config.security.pam.services.sshd.text or null;
  };
  isMeant = config.users.allowNoPasswordLogin or false || config.boot.isContainer or false;

  refused =
    requirement: message:
    "${message} Change the host, or say who decided otherwise in compliance.governance.exceptions.\"access-control.${requirement}\".";
in
{
  imports = [
    ../lib/ssh-lockout.nix
    (import ../lib/control.nix {
      id = "access-control";
      options =
        { lib, ... }:
        let
          inherit (lib) types;
        in
        {
          passwordAuthDisabled = {
            type = types.bool;
            default = true;
            stricter = "true";
            requirement = "password-authentication";
            description = ''
              Whether SSH is to take no passwords. Enforced on a host on which nobody has an SSH key it is refused: it would lock
              everybody out.
            '';
            example = false;
          };
          rootLoginDisabled = {
            type = types.bool;
            default = true;
            stricter = "true";
            requirement = "root-login";
            description = "Whether root is to log in over SSH with a key at most. A host that lets root in not at all is left so.";
            example = false;
          };
          idleTimeoutMinutes = {
            type = types.ints.positive;
            default = 30;
            stricter = "smaller";
            requirement = "idle-timeout";
            description = ''
              After how many minutes sshd ends a shell into and out of which nothing goes (`ChannelTimeout`), and any session
              whose other end answers no more (`ClientAliveInterval` and `ClientAliveCountMax`, whose product is this time).
              What such a shell was running ends with it, unless it runs in tmux or by systemd-run. Commands over SSH live on
              while somebody is there, however quiet: remote builds, `nix copy`, deployments, and `ssh -t host sudo -i` too.
            '';
            example = 10;
          };
        };
    })
  ];

  config = lib.mkIf enable {
    services.openssh.settings = lib.mkMerge [
      (lib.mkIf noPasswords {
        PasswordAuthentication = enforced false;
        KbdInteractiveAuthentication = enforced false;
      })
      (lib.mkIf noRoot {
        PermitRootLogin = lib.mkIf (!rootIsOut) (enforced "prohibit-password");
      })
      (lib.mkIf (enforces "idle-timeout") {
        ClientAliveInterval = enforced interval;
        ClientAliveCountMax = enforced count;
        ChannelTimeout = enforced channels;
      })
    ];

    assertions =
      lib.optionals noPasswords [
        {
          assertion = sshPolicy.takesNoPasswords settings;
          message = refused "password-authentication" "services.openssh.settings lets passwords in without a key, and compliance.controls.accessControl demands that SSH does not (PasswordAuthentication and KbdInteractiveAuthentication false, or AuthenticationMethods with publickey in every list: docs/compliance.md, \"A second factor over SSH\").";
        }
        {
          assertion = canLogIn.bySsh || isMeant;
          message = "compliance.controls.accessControl lets sshd take no passwords, and nobody has an SSH key that this host takes (and a declared password beside it, hashedPasswordFile, where AuthenticationMethods asks for one): everybody would be locked out. Give somebody a key (users.users.<name>.openssh.authorizedKeys.keys, nixfleet.operators.users.<name>.sshAuthorizedKeys; one on a FIDO2 token, sk-…, where PubkeyAcceptedAlgorithms takes no others); or, when the console is the only way in, set services.openssh.enable = false.";
        }
      ]
      ++ lib.optional noRoot {
        assertion = sshPolicy.rootHasNoPassword settings;
        message = refused "root-login" "services.openssh.settings.PermitRootLogin lets root in with a password, and compliance.controls.accessControl demands \"prohibit-password\" or \"no\".";
      }
      ++ lib.optionals (enforces "idle-timeout") [
        {
          assertion = sshPolicy.endsWithin seconds settings;
          message = refused "idle-timeout" "services.openssh.settings.ClientAliveInterval x ClientAliveCountMax is no time up to the ${toString cfg.idleTimeoutMinutes} minutes that compliance.controls.accessControl.idleTimeoutMinutes allows (a count of 0 ends no session).";
        }
        {
          assertion = sshPolicy.endsIdleShellsWithin seconds settings;
          message = refused "idle-timeout" "services.openssh.settings.ChannelTimeout ends no idle shell within the ${toString cfg.idleTimeoutMinutes} minutes that compliance.controls.accessControl.idleTimeoutMinutes allows: it needs \"${channels}\" before other patterns that fit shells.";
        }
      ];
  };
}
