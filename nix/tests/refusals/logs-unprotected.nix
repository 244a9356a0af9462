# A journal for all on the way to read.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
      modules = [
        scopes.o11y
        {
          nixfleet.o11y.logs = {
            enable = true;
            serverUrl = "http://logs.example.org:19532";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.o11y.logs.serverUrl"
    "unprotected"
    "allowInsecure"
  ];
}
