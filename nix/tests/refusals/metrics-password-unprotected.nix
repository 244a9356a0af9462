# A password for all on the way to read.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
      modules = [
        scopes.o11y
        {
          nixfleet.o11y.metrics = {
            enable = true;
            serverUrl = "http://metrics.example.org/write";
            username = "fleet";
            passwordFile = "/run/secrets/metrics";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.o11y.metrics.serverUrl"
    "https://"
  ];
}
