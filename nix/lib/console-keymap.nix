# The console's keymap for an XKB layout. Most are called the same; these are not, as in systemd's kbd-model-map. Of several
# layouts the console has the first.
#
# `console.useXkbConfig` would not need a list, but it sets keyMap with the priority of a host's own value: a host that says
# `console.keyMap` could no longer be evaluated.
layout:
let
  first = builtins.head (builtins.split "," layout);
  keymaps = {
    be = "be-latin1";
    bg = "bg_bds-utf8";
    br = "br-abnt2";
    ch = "sg";
    ee = "et";
    gb = "uk";
    hr = "croat";
    is = "is-latin1";
    jp = "jp106";
    kr = "ko";
    kz = "kazakh";
    latam = "la-latin1";
    pt = "pt-latin1";
    rs = "sr-cy";
    se = "sv-latin1";
    si = "slovene";
    sk = "sk-qwertz";
    tr = "trq";
  };
in
keymaps.${first} or first
