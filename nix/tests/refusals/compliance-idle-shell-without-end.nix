# An end for channels that are not shells: who is idle stays.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "controls.access-control" ]
      [
        {
          compliance.controls.accessControl.enable = true;
          services.openssh.settings.ChannelTimeout = "x11-connection=5m";
        }
      ]
    ).system.build.toplevel;
  says = [
    "services.openssh.settings.ChannelTimeout"
    "session:shell=1800"
    "access-control.idle-timeout"
  ];
}
