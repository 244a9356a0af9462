# How one gets onto a NixOS host: by SSH with a key. A host that would let nobody in is refused before it is installed.
{
  config,
  lib,
  options,
  ...
}:
let
  inherit (config) hostSpec;
  inherit (config.services.getty) autologinUser;
  rootSshKeys = lib.optionals (options ? nixfleet.operators) config.nixfleet.operators.rootSshKeys;

  canLogIn = import ../../lib/somebody-can-log-in.nix {
    inherit (config.users) users mutableUsers;
    ssh = config.services.openssh;
    inherit autologinUser;
    pam = config.security.pam.services.sshd.text or null;
  };
  # NixOS's own word for "there is a way in that you can't see"; a container is entered from its host.
  isMeant = config.users.allowNoPasswordLogin || config.boot.isContainer;
in
{
  imports = [
    ../_host/host-spec.nix
    ../../lib/undeclared-passwords.nix
  ];

  services.openssh = {
    enable = lib.mkDefault true;
    settings = {
      PermitRootLogin = lib.mkDefault "prohibit-password";
      PasswordAuthentication = lib.mkDefault false;
      KbdInteractiveAuthentication = lib.mkDefault false;
    };
  };

  users.users.root = {
    openssh.authorizedKeys.keys = rootSshKeys;
    hashedPasswordFile = lib.mkIf (
      hostSpec.rootHashedPasswordFile != null
    ) hostSpec.rootHashedPasswordFile;
  };

  # Whoever switches sshd off means the console.
  warnings =
    lib.optional
      (
        config.services.openssh.enable
        && !canLogIn.bySsh
        && canLogIn.byConsole
        && autologinUser == null
        && !isMeant
      )
      ''
        ${hostSpec.hostName} can be logged in to only at its console: there are passwords, and its sshd takes none alone. Give an
        operator or root an SSH key (nixfleet.operators.rootSshKeys) and see that services.openssh.settings.AuthenticationMethods
        can be met, or, if that is what you want, set services.openssh.enable = false.'';

  assertions = [
    {
      assertion = canLogIn.bySsh || canLogIn.byConsole || isMeant;
      message = ''
        Nobody could log in to ${hostSpec.hostName}: no account has a password, or an SSH key that this host takes (it takes
        none without services.openssh.enable, root's not with PermitRootLogin "no", those on FIDO2 tokens alone where
        PubkeyAcceptedAlgorithms says so, and those of system users or with a command open no shell; AuthenticationMethods may
        want a declared password besides, users.users.<name>.hashedPasswordFile). Set one of
          nixfleet.operators.users.<name>.sshAuthorizedKeys (with nixfleet.scopes.operators or a role),
          nixfleet.operators.rootSshKeys, or users.users.root.openssh.authorizedKeys.keys,
          hostSpec.rootHashedPasswordFile;
        or, when there is another way in, users.allowNoPasswordLogin = true.'';
    }
  ];
}
