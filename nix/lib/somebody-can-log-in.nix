# Whether a NixOS host that has only what is declared lets anybody in, and how: `bySsh`, and else `byConsole`. `users` is
# users.users; `ssh` is services.openssh, as far as it is named here.
{
  users,
  ssh ? {
    enable = false;
  },
  autologinUser ? null,
}:
let
  inherit (builtins)
    any
    attrNames
    filter
    match
    ;
  settings = ssh.settings or { };
  rootLogin = settings.PermitRootLogin or "prohibit-password";
  given = value: value != null;

  # Of systems' own accounts none is anybody's: a borg or nix-ssh has keys, and a command that each of them runs.
  people = map (name: users.${name} // { isRoot = name == "root"; }) (
    filter (name: users.${name}.enable or true && !(users.${name}.isSystemUser or false)) (
      attrNames users
    )
  );

  # A key may be bound to a command: whoever has it gets that and no shell.
  isKey = key: match "[[:space:]]*(#.*)?" key == null && match ".*command=\".*" key == null;
  hasKey =
    user:
    any isKey (user.openssh.authorizedKeys.keys or [ ])
    || user.openssh.authorizedKeys.keyFiles or [ ] != [ ];
  # forced-commands-only: a root without a shell.
  rootHasNone = rootLogin == "no" || rootLogin == "forced-commands-only";
  takesKeys = settings.PubkeyAuthentication or null != false;

  hasPassword = import ./has-password.nix;
  # Both are sshd's default.
  takesPasswords =
    settings.PasswordAuthentication or null != false
    || settings.KbdInteractiveAuthentication or null != false;

  bySsh =
    ssh.enable
    && (
      takesKeys
      && (
        any (user: hasKey user && !(user.isRoot && rootHasNone)) people
        || given (settings.TrustedUserCAKeys or null)
        || ssh.authorizedKeysCommand or "none" != "none"
      )
      ||
        takesPasswords
        && any (user: hasPassword user && (!user.isRoot || rootLogin == "yes")) people
    );
in
{
  inherit bySsh;
  byConsole = given autologinUser || any hasPassword people;
}
