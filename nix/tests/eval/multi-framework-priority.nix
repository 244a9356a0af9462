# NIS2 for an essential entity and ANSSI's intermediary level, on one host.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  saidOf = config: lib.filter (lib.hasInfix "compliance") config.warnings;
  config =
    host
      [
        "nis2"
        "anssi"
      ]
      [
        {
          compliance.frameworks = {
            nis2 = {
              enable = true;
              entityType = "essential";
            };
            anssi.enable = true;
          };
        }
      ];
  inherit (config.compliance) governance controls;
in
[
  {
    check = governance.level == "strict";
    msg = "the stricter level counts";
  }
  {
    check = governance.hostType == "server";
    msg = "the host is a server";
  }
  {
    check = controls.auditLogging.retentionDays == 730;
    msg = "of two times to keep logs the longer counts";
  }
  {
    check = controls.accessControl.enable && controls.secureBoot.enable;
    msg = "the controls of both are on";
  }
  {
    check = saidOf config == [ ];
    msg = "and nothing is warned of";
  }
]
