{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  inherit
    ((host
      [ "nis2" ]
      [
        {
          compliance.frameworks.nis2.enable = true;
          compliance.governance.enforceMode = "report";
        }
      ]
    ).compliance)
    governance
    controls
    ;
in
[
  {
    check = governance.enforceMode == "report";
    msg = "a plain enforceMode wins over the preset";
  }
  {
    check = lib.all (control: !control.enforce) (lib.attrValues controls);
    msg = "no control is enforced";
  }
  {
    check = controls.baselineHardening.enable;
    msg = "they are on all the same";
  }
]
