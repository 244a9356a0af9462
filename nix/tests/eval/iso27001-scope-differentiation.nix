{ aHost, lib, ... }:
let
  differ = import ../between-levels.nix { inherit aHost lib; } {
    framework = "iso27001";
    strict = { };
    milder = { certificationScope = "partial"; };
    kinds = "full and partial";
  };
in
[
  (differ "governance.level" "strict" "standard")
  (differ "controls.keyManagement.maxKeyAgeDays" 365 730)
  (differ "controls.vulnerabilityMgmt.blockOnCritical" true false)
]
