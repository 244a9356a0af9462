# A count of 0, which ends no session.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "controls.access-control" ]
      [
        {
          compliance.controls.accessControl.enable = true;
          services.openssh.settings.ClientAliveCountMax = 0;
        }
      ]
    ).system.build.toplevel;
  says = [
    "ClientAliveInterval x ClientAliveCountMax"
    "30 minutes"
  ];
}
