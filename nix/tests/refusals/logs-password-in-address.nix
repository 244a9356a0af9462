# A token in the Nix store.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
      modules = [
        scopes.o11y
        {
          nixfleet.o11y.logs = {
            enable = true;
            serverUrl = "https://logs.example.org:19532/?token=secret";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.o11y.logs.serverUrl has a password or a token"
    "tls.clientCert"
  ];
}
