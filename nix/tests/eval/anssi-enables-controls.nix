{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  inherit ((host [ "anssi" ] [ { compliance.frameworks.anssi.enable = true; } ])) compliance;
in
map
  (name: {
    check = compliance.controls.${name}.enable;
    msg = "ANSSI BP-028 has ${name} on";
  })
  [
    "baselineHardening"
    "auditLogging"
    "accessControl"
  ]
++ [
  {
    check = compliance.governance.level == "standard";
    msg = "its intermediary level is our standard one";
  }
]
