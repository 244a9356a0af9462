# A policy that demands a control that there is not.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "controls.access-control" ]
      [
        {
          compliance.requirements.ours.controls.acces-control = { };
        }
      ]
    ).system.build.toplevel;
  says = [
    "compliance.requirements.ours.controls.acces-control"
    "there is no such control"
    "access-control"
  ];
}
