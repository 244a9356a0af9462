# A policy that demands a time that is none.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "controls.disaster-recovery" ]
      [ { compliance.requirements.ours.controls.disaster-recovery.rtoTarget = "soon"; } ]
    ).compliance.controls.disasterRecovery.rtoTarget;
  says = [
    "compliance.requirements: soon is no time"
    "4h"
  ];
}
