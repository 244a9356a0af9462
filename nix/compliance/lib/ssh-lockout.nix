# Refuses AuthenticationMethods that nobody can meet, and says when root's keys open nothing because of them: whoever sets up a second
# factor is close to both. Once, whichever controls are on a host.
{
  config,
  lib,
  ...
}:
let
  inherit (config.services) openssh;
  inherit (openssh) settings;
  inherit (config.compliance) controls;
  pam = config.security.pam.services.sshd.text or null;
  isLookedAt = controls.accessControl.enable or false || controls.authentication.enable or false;

  sshWays = import ../../lib/ssh-ways.nix { inherit settings pam; };
  methods = ''services.openssh.settings.AuthenticationMethods = "${toString settings.AuthenticationMethods}"'';

  canLogIn = import ../../lib/somebody-can-log-in.nix {
    inherit (config.users) users mutableUsers;
    ssh = openssh;
    inherit pam;
  };
  isForAll = !(import ../../lib/has-match.nix (openssh.extraConfig or ""));
  rootHasKeys =
    let
      keys = config.users.users.root.openssh.authorizedKeys or { };
    in
    keys.keys or [ ] != [ ] || keys.keyFiles or [ ] != [ ];
  rootMayLogIn = lib.elem (settings.PermitRootLogin or "prohibit-password") [
    "prohibit-password"
    "without-password"
    "yes"
  ];
in
{
  key = "nixfleet/compliance/ssh-lockout";

  imports = [ ../../lib/undeclared-passwords.nix ];

  config = lib.mkIf (openssh.enable && isLookedAt && !sshWays.isAny) {
    assertions = [
      {
        assertion = !isForAll || sshWays.ways != [ ];
        message = "${methods} lets nobody in over SSH: every list has a method that is off. Set KbdInteractiveAuthentication = true for keyboard-interactive (with UsePAM), PasswordAuthentication = true for password, PubkeyAuthentication = true for publickey.";
      }
      {
        assertion = !isForAll || sshWays.ways == [ ] || sshWays.passable != [ ];
        message = ''${methods} lets nobody in over SSH: what it asks for goes to PAM, and that refuses every answer. NixOS leaves pam_unix out of sshd's stack, and googleAuthenticator and duoSecurity with it, where PasswordAuthentication is false. Set security.pam.services.sshd.unixAuth = lib.mkForce true, and give everybody a password (users.users.<name>.hashedPasswordFile); or demand keys on FIDO2 tokens instead (docs/compliance.md, "A second factor over SSH").'';
      }
    ];
    warnings =
      lib.optional
        (sshWays.passable != [ ] && isForAll && rootHasKeys && rootMayLogIn && !canLogIn.rootBySsh)
        ''
          Root has an SSH key and cannot log in with it: ${methods} asks for a password as well, and sshd takes none of root's. What
          logs in as root fails: `nixfleet rollback --host`, remote builds, copies. Let root in with a key on a FIDO2 token
          (services.openssh.extraConfig, see docs/compliance.md, "A second factor over SSH"), or take root's keys away.'';
  };
}
