{ aHost, lib, ... }:
let
  differ = import ../between-levels.nix { inherit aHost lib; } {
    framework = "dora";
    strict = { criticalProvider = true; };
    milder = { };
    kinds = "critical providers and others";
  };
in
[
  (differ "controls.accessControl.idleTimeoutMinutes" 15 30)
  (differ "controls.vulnerabilityMgmt.blockOnCritical" true false)
  (differ "controls.authentication.mfaRequired" true false)
]
