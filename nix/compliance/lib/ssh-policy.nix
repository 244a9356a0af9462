# What settings of sshd (services.openssh.settings) come to. Only what is decided while the host is built: the probe asks sshd.
let
  inherit (builtins)
    all
    elem
    elemAt
    filter
    foldl'
    fromJSON
    head
    isInt
    isList
    match
    replaceStrings
    split
    ;

  words = import ../../lib/sshd-words.nix;
  # `session:shell=30m`: whether the pattern fits shells, and the seconds. Of what is neither: no pattern, or 0 seconds.
  fitsShells =
    pattern:
    match "[A-Za-z0-9:*?@._-]+" pattern != null
    && match (replaceStrings [ "." "*" "?" ] [ "[.]" ".*" "." ] pattern) "session:shell" != null;
  units = {
    "" = 1;
    s = 1;
    m = 60;
    h = 3600;
    d = 86400;
    w = 604800;
  };
  secondsIn =
    interval:
    if match "([0-9]+[smhdwSMHDW]?)+" interval == null then
      0
    else
      foldl' (
        sum: part:
        # Nix reads no number that begins with 0.
        sum + (fromJSON (elemAt (match "0*([0-9]+)" (elemAt part 0)) 0)) * units.${lower (elemAt part 1)}
      ) 0 (filter isList (split "([0-9]+)([smhdwSMHDW]?)" interval));
  lower = replaceStrings [ "S" "M" "H" "D" "W" ] [ "s" "m" "h" "d" "w" ];
in
{
  # Keyboard-interactive asks for whatever PAM wants: a password, too. Behind a key neither opens anything by itself.
  takesNoPasswords =
    settings:
    let
      inherit (import ../../lib/ssh-ways.nix { inherit settings; }) ways asks;
    in
    all (way: !(asks way) || elem "publickey" way) ways;

  rootHasNoPassword =
    settings:
    elem (settings.PermitRootLogin or "prohibit-password") [
      false
      "no"
      "prohibit-password"
      "without-password"
      "forced-commands-only"
    ];

  # A shell in which nothing happens, though its other end answers. The first pattern that fits counts, as for sshd.
  endsIdleShellsWithin =
    seconds: settings:
    let
      pairs = filter (pair: pair != null && fitsShells (head pair)) (
        map (match "([^=]+)=(.+)") (words (settings.ChannelTimeout or null))
      );
      after = if pairs == [ ] then 0 else secondsIn (elemAt (head pairs) 1);
    in
    after > 0 && after <= seconds;

  # Any session, once its other end is gone.
  endsWithin =
    seconds: settings:
    let
      interval = settings.ClientAliveInterval or 0;
      count = settings.ClientAliveCountMax or 3;
    in
    isInt interval && isInt count && interval * count > 0 && interval * count <= seconds;
}
