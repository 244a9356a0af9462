# Whether a NixOS host that has only what is declared lets anybody in, and how: `bySsh` (`rootBySsh`: root too), and else
# `byConsole`. `users` is users.users; `ssh` is services.openssh, as far as it is named here; `pam` the text of PAM's service sshd,
# null where nothing is known of it.
{
  users,
  ssh ? {
    enable = false;
  },
  autologinUser ? null,
  pam ? null,
}:
let
  inherit (builtins)
    all
    any
    attrNames
    elem
    filter
    isString
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

  # Where keys on FIDO2 tokens alone are taken, no other is one.
  algorithms = settings.PubkeyAcceptedAlgorithms or settings.PubkeyAcceptedKeyTypes or null;
  isTaken =
    if isString algorithms && match "sk-[^,]*(,sk-[^,]*)*" algorithms != null then
      key: match "(.*[[:space:]])?sk-[a-z0-9-]+@openssh[.]com[[:space:]].*" key != null
    else
      _: true;
  # A key may be bound to a command: whoever has it gets that and no shell.
  isKey =
    key: match "[[:space:]]*(#.*)?" key == null && match ".*command=\".*" key == null && isTaken key;
  hasKey =
    user:
    any isKey (user.openssh.authorizedKeys.keys or [ ])
    || user.openssh.authorizedKeys.keyFiles or [ ] != [ ]
    || hasOtherKeys;
  hasOtherKeys =
    given (settings.TrustedUserCAKeys or null) || ssh.authorizedKeysCommand or "none" != "none";
  # forced-commands-only: a root without a shell.
  rootHasNone = rootLogin == "no" || rootLogin == "forced-commands-only";

  hasPassword = import ./has-password.nix;
  inherit (import ./ssh-ways.nix { inherit settings pam; }) passable isAsked wantsPassword;
  # A host or a ticket that vouches for somebody, nobody can know here: beside something else they are believed.
  opens =
    user: method:
    if method == "publickey" then
      hasKey user && !(user.isRoot && rootHasNone)
    else if isAsked method then
      (!wantsPassword || hasPassword user) && (!user.isRoot || rootLogin == "yes")
    else
      true;
  isKnown = method: method == "publickey" || isAsked method;
  canGo = user: way: any isKnown way && all (opens user) way;
  canEnter = user: any (canGo user) passable;

  bySsh = ssh.enable && (any canEnter people || hasOtherKeys && elem [ "publickey" ] passable);
in
{
  inherit bySsh;
  rootBySsh = ssh.enable && any (user: user.isRoot && canEnter user) people;
  byConsole = given autologinUser || any hasPassword people;
}
