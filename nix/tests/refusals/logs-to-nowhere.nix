# A journal that goes nowhere.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
