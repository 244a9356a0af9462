{ aHost, lib, ... }:
let
  differ = import ../between-levels.nix { inherit aHost lib; } {
    framework = "nis2";
    strict = { entityType = "essential"; };
    milder = { };
    kinds = "essential and important";
  };
in
[
  (differ "controls.disasterRecovery.minGenerations" 10 5)
  (differ "controls.vulnerabilityMgmt.blockOnCritical" true false)
  (differ "controls.authentication.mfaRequired" true false)
]
