# What a host may be called: what NixOS takes.
{ lib, mkHost, ... }:
let
  called =
    hostName:
    (builtins.tryEval (mkHost {
      inherit hostName;
      platform = "x86_64-linux";
      stateVersion = "25.11";
    }).config.hostSpec.hostName).success;
in
map
  (name: {
    check = called name;
    msg = "${name} is a name";
  })
  [
    "web-01"
    "web_01"
    "7"
    (lib.fixedWidthString 63 "a" "")
  ]
++
  map
    (name: {
      check = !(called name);
      msg = "\"${name}\" is none";
    })
    [
      ""
      "web."
      "_web"
      "web_"
      (lib.fixedWidthString 64 "a" "")
    ]
