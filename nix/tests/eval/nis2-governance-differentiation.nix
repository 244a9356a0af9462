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
  (differ "governance.level" "strict" "standard")
  (differ "controls.auditLogging.retentionDays" 730 365)
]
