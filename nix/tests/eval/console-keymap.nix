# The console and a desktop have the same keyboard, whatever each calls it.
{ lib, aHost, ... }:
let
  host =
    keyboardLayout: module:
    aHost {
      hostSpec = { inherit keyboardLayout; };
      modules = [ module ];
    };
  keymap = layout: (host layout { }).console.keyMap;
  own = host "jp" { console.keyMap = "emacs"; };
in
lib.mapAttrsToList
  (layout: map: {
    check = keymap layout == map;
    msg = "${layout} is ${map} on the console";
  })
  {
    us = "us";
    fr = "fr";
    gb = "uk";
    jp = "jp106";
    latam = "la-latin1";
    "gb,us" = "uk";
    jp106 = "jp106";
  }
++ [
  {
    check = (host "gb" { }).services.xserver.xkb.layout == "gb";
    msg = "a desktop knows it by XKB's name";
  }
  {
    check = own.console.keyMap == "emacs" && own.services.xserver.xkb.layout == "jp";
    msg = "a host's own keymap wins, without force";
  }
]
