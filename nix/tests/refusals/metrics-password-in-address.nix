# A password in the Nix store.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
      modules = [
        scopes.o11y
        {
          nixfleet.o11y.metrics = {
            enable = true;
            serverUrl = "https://me:secret@metrics.example.org/api/v1/write";
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.o11y.metrics.serverUrl has a password or a token"
    "passwordFile"
  ];
}
