{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  inherit ((host [ "nis2" ] [ { compliance.frameworks.nis2 = { enable = true; entityType = "essential"; }; } ]).compliance) controls;
in
map
  (name: {
    check = controls.${name}.enable;
    msg = "NIS2 has ${name} on";
  })
  [
    "baselineHardening"
    "auditLogging"
    "backupRetention"
    "encryptionInTransit"
  ]
