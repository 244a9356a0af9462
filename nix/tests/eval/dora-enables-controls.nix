{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  inherit ((host [ "dora" ] [ { compliance.frameworks.dora = { enable = true;  }; } ]).compliance) controls;
in
map
  (name: {
    check = controls.${name}.enable;
    msg = "DORA has ${name} on";
  })
  [
    "accessControl"
    "assetInventory"
    "changeManagement"
    "networkSegmentation"
    "backupRetention"
  ]
