# Frameworks that are imported and not enabled.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  saidOf = config: lib.filter (lib.hasInfix "compliance") config.warnings;
  config = host [ "nis2" "dora" "iso27001" "anssi" ] [ ];
in
lib.mapAttrsToList (name: control: {
  check = !control.enable;
  msg = "${name} is off until a framework that demands it is on";
}) config.compliance.controls
++ [
  {
    check = config.compliance.evidence.probes == { };
    msg = "nothing is looked at";
  }
  {
    check = saidOf config == [ ];
    msg = "and nothing is warned of";
  }
]
