# A policy that demands an option that the control has not.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "controls.access-control" ]
      [
        {
          compliance.requirements.ours.controls.access-control.idleMinutes = 5;
        }
      ]
    ).system.build.toplevel;
  says = [
    "compliance.requirements.ours.controls.access-control.idleMinutes"
    "idleTimeoutMinutes"
  ];
}
