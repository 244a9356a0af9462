{ aHost, ... }:
let
  inherit
    ((aHost {
      platform = "aarch64-linux";
      modules = [
        (import ../../compliance).anssi
        {
          compliance.frameworks.anssi = {
            enable = true;
            level = "reinforced";
          };
        }
      ];
    }).compliance)
    governance
    controls
    ;
  inherit (controls.baselineHardening) rules;
in
[
  {
    check = governance.architecture == "aarch64";
    msg = "the architecture is the platform's";
  }
  {
    check = !rules.BH-01.enable && !rules.BH-02.enable;
    msg = "rules for x86_64 are off on aarch64";
  }
  {
    check = rules.BH-03.enable;
    msg = "the others are on";
  }
]
