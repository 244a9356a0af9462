{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  inherit
    ((host [ "nis2" ] [ { compliance.frameworks.nis2.enable = true; } ]).compliance)
    controls
    ;
in
map
  (name: {
    check = controls.${name}.enable && controls.${name}.enforce;
    msg = "NIS2 has ${name} on, and enforced";
  })
  [
    "supplyChain"
    "assetInventory"
    "encryptionAtRest"
    "accessControl"
  ]
