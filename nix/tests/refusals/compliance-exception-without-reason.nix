# An exception that says nothing.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "anssi" ]
      [
        {
          compliance.frameworks.anssi.enable = true;
          compliance.governance.exceptions.BH-07 = {
            rationale = "  ";
            owner = "me";
          };
        }
      ]
    ).system.build.toplevel;
  says = [
    "compliance.governance.exceptions.BH-07.rationale"
    "text that says something"
  ];
}
