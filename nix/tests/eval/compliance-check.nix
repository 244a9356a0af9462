{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  isChecked =
    name: (host [ name ] [ { compliance.frameworks.${name}.enable = true; } ]).compliance.check.enable;
in
map
  (name: {
    check = isChecked name;
    msg = "${name} brings compliance-check";
  })
  [
    "nis2"
    "dora"
    "iso27001"
    "anssi"
  ]
