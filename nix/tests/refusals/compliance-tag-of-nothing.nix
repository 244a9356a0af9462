# A tag that no rule has.
{ aHost, lib, ... }:
{
  host =
    (import ../a-compliant-host.nix { inherit aHost lib; }
      [ "anssi" ]
      [
        {
          compliance.frameworks.anssi.enable = true;
          compliance.governance.excludes = [ "ipv6-off" ];
        }
      ]
    ).system.build.toplevel;
  says = [
    "compliance.governance.excludes has ipv6-off"
    "no-ipv6"
  ];
}
