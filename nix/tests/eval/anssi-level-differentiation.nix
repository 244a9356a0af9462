{ aHost, lib, ... }:
let
  differ = import ../between-levels.nix { inherit aHost lib; } {
    framework = "anssi";
    strict = { level = "reinforced"; };
    milder = { };
    kinds = "reinforced and intermediary";
  };
in
[
  (differ "governance.level" "strict" "standard")
]
