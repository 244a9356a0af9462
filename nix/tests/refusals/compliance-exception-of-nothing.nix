# An exception of a rule that nobody has.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "anssi" ]
      [
        {
          compliance.frameworks.anssi.enable = true;
          compliance.governance.exceptions.BH-99 = {
            rationale = "It is so.";
            owner = "me";
          };
        }
      ]
    ).system.build.toplevel;
  says = [
    "compliance.governance.exceptions.\"BH-99\" is of nothing that there is"
    "access-control.root-login"
  ];
}
