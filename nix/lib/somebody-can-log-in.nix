# Whether a NixOS host that has only what is declared lets anybody in, and how: `bySsh` (`rootBySsh`: root too), and else
# `byConsole`. `users` is users.users; `ssh` is services.openssh, as far as it is named here; `pam` the text of PAM's service sshd,
# null where nothing is known of it. With `mutableUsers` accounts may have passwords that nobody declared: beside a key such a
# password is believed (`bySsh`), and not as declared (`bySshAsDeclared`).
{
  users,
  ssh ? {
    enable = false;
  },
  autologinUser ? null,
  pam ? null,
  mutableUsers ? false,
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

  # Whom it lets in on which way, nobody knows here: keys are believed.
  hasMatch = import ./has-match.nix (ssh.extraConfig or "");

  # Where keys on FIDO2 tokens alone are taken, no other is one.
  algorithms = settings.PubkeyAcceptedAlgorithms or settings.PubkeyAcceptedKeyTypes or null;
  isTaken =
    if !hasMatch && isString algorithms && match "sk-[^,]*(,sk-[^,]*)*" algorithms != null then
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
    believed: way: user: method:
    if method == "publickey" then
      hasKey user && !(user.isRoot && rootHasNone)
    else if isAsked method then
      (!wantsPassword || hasPassword user || believed && elem "publickey" way)
      && (!user.isRoot || rootLogin == "yes")
    else
      true;
  isKnown = method: method == "publickey" || isAsked method;
  canGo =
    believed: user: way:
    any isKnown way && all (opens believed way user) way;
  canEnter = believed: user: any (canGo believed user) passable;
  # Those whose keys are kept elsewhere have their passwords there, too.
  isOfOthers = way: elem "publickey" way && (!wantsPassword || !(any isAsked way));

  bySshWith =
    believed:
    ssh.enable
    && (
      any (canEnter believed) people
      || hasOtherKeys && any isOfOthers passable
      || hasMatch && any hasKey people
    );
in
{
  bySsh = bySshWith mutableUsers;
  bySshAsDeclared = bySshWith false;
  rootBySsh = ssh.enable && any (user: user.isRoot && canEnter mutableUsers user) people;
  byConsole = given autologinUser || any hasPassword people;
}
