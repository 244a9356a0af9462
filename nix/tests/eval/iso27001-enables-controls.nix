{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  inherit ((host [ "iso27001" ] [ { compliance.frameworks.iso27001 = { enable = true;  }; } ]).compliance) controls;
in
map
  (name: {
    check = controls.${name}.enable;
    msg = "ISO 27001 has ${name} on";
  })
  [
    "keyManagement"
    "changeManagement"
    "supplyChain"
    "encryptionAtRest"
    "auditLogging"
    "baselineHardening"
  ]
