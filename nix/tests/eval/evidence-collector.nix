{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  config =
    enable:
    host [ "nis2" ] [
      {
        compliance.frameworks.nis2 = {
          inherit enable;
          entityType = "essential";
        };
      }
    ];
  on = config true;
  off = config false;
in
[
  {
    check = on.compliance.evidence.collector.enable;
    msg = "with NIS2 evidence is collected";
  }
  {
    check = on.systemd.timers ? compliance-evidence-collector;
    msg = "by a timer";
  }
  {
    check = on.compliance.evidence.collector.interval == "hourly";
    msg = "each hour, for an essential entity";
  }
  {
    check = !off.compliance.evidence.collector.enable;
    msg = "without NIS2 it is not";
  }
  {
    check = !(off.systemd.timers ? compliance-evidence-collector);
    msg = "and there is no timer";
  }
]
