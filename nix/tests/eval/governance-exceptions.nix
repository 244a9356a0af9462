{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  inherit
    ((host
      [ "nis2" ]
      [
        {
          compliance.frameworks.nis2 = {
            enable = true;
            entityType = "essential";
          };
          compliance.governance.exceptions.BH-07.rationale = "Customers reach this machine by IPv6.";
        }
      ]
    ).compliance.controls.baselineHardening)
    rules
    ;
in
[
  {
    check = !rules.BH-07.enable;
    msg = "a rule under an exception is off";
  }
  {
    check = rules.BH-03.enable;
    msg = "the others are on";
  }
]
