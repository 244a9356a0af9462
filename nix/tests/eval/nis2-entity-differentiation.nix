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
  (differ "controls.accessControl.idleTimeoutMinutes" 15 30)
  (differ "controls.supplyChain.inputStalenessWarningDays" 14 30)
]
