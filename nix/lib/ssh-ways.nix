# The ways in over SSH that the settings of sshd (services.openssh.settings) leave, each a list of methods that must all succeed:
# `ways` by the settings alone, `passable` those of them that PAM does not close. `pam` is the text of its service sshd; null:
# nothing is known of it.
{
  settings,
  pam ? null,
}:
let
  inherit (builtins)
    all
    any
    attrNames
    elem
    filter
    head
    isString
    split
    ;

  isYes =
    value:
    elem value [
      true
      "yes"
    ];
  # What sshd does where it is told nothing, and NixOS's own word on PAM.
  said = name: default: if settings.${name} or null == null then default else isYes settings.${name};
  usesPam = said "UsePAM" true;
  isOn = {
    publickey = said "PubkeyAuthentication" true;
    password = said "PasswordAuthentication" true;
    keyboard-interactive = usesPam && said "KbdInteractiveAuthentication" true;
    hostbased = said "HostbasedAuthentication" false;
    gssapi-with-mic = said "GSSAPIAuthentication" false;
  };

  words = import ./sshd-words.nix;
  named = settings.AuthenticationMethods or null;
  lists = if named == null then [ "any" ] else words named;
  # `keyboard-interactive:pam` names the device behind it.
  methodsOf = list: map (method: head (split ":" method)) (filter isString (split "," list));
  isAny = elem "any" lists;

  isAsked =
    method:
    elem method [
      "password"
      "keyboard-interactive"
    ];
  asks = any isAsked;
  letsIn =
    failing:
    pam == null
    || import ./pam-lets-in.nix {
      text = pam;
      inherit failing;
    };
in
rec {
  inherit isAny asks isAsked;
  # A list with a method that is off is no way in.
  ways =
    if isAny then
      map (method: [ method ]) (filter (method: isOn.${method}) (attrNames isOn))
    else
      filter (all (method: isOn.${method} or false)) (map methodsOf lists);
  passable = filter (way: !(asks way && usesPam) || letsIn [ ]) ways;
  # Whether what is asked for cannot be answered without a password that the host knows.
  wantsPassword = !usesPam || pam == null || !(letsIn [ "pam_unix.so" ]);
}
