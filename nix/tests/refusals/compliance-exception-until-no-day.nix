# An exception until a day that there is not.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "anssi" ]
      [
        {
          compliance.frameworks.anssi.enable = true;
          compliance.governance.exceptions.BH-07 = {
            rationale = "It is so.";
            owner = "me";
            expires = "2027-02-29";
          };
        }
      ]
    ).system.build.toplevel;
  says = [
    "compliance.governance.exceptions.BH-07.expires"
    "day as YYYY-MM-DD"
  ];
}
