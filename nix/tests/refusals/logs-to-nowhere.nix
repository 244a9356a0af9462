# A journal that goes nowhere.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        scopes.o11y
        {
          nixfleet.o11y.logs.enable = true;
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.o11y.logs.serverUrl"
  ];
}
