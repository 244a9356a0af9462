# A host that says plainly that SSH takes passwords, and is to take none.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "controls.access-control" ]
      [
        {
          compliance.controls.accessControl.enable = true;
          services.openssh.settings.PasswordAuthentication = true;
        }
      ]
    ).system.build.toplevel;
  says = [
    "services.openssh.settings lets passwords in"
    "compliance.governance.exceptions.\"access-control.password-authentication\""
  ];
}
