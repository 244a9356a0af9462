{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  names = [
    "networkSegmentation"
    "changeManagement"
    "keyManagement"
    "secureBoot"
  ];
  inherit
    ((host
      [
        "controls.network-segmentation"
        "controls.change-management"
        "controls.key-management"
        "controls.secure-boot"
      ]
      [ { compliance.controls = lib.genAttrs names (_: { enable = true; }); } ]
    ).compliance)
    controls
    ;
in
map (name: {
  check = controls.${name}.enable;
  msg = "${name} works without a framework";
}) names
