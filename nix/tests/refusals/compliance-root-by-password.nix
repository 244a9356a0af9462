# A host that lets root in with a password, and is to let none in.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "controls.access-control" ]
      [
        {
          compliance.controls.accessControl.enable = true;
          services.openssh.settings.PermitRootLogin = "yes";
        }
      ]
    ).system.build.toplevel;
  says = [
    "PermitRootLogin lets root in with a password"
    "compliance.governance.exceptions.\"access-control.root-login\""
  ];
}
