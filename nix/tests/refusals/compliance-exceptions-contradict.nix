# Two reasons for one exception.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "anssi" ]
      [
        {
          compliance = {
            frameworks.anssi = {
              enable = true;
              exceptions.BH-07.rationale = "One.";
            };
            governance.exceptions.BH-07.rationale = "Another.";
          };
        }
      ]
    ).system.build.toplevel;
  says = [
    "compliance.governance.exceptions.BH-07.rationale"
    "conflicting definition values"
  ];
}
