# A password in the Nix store.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
      modules = [
        scopes.backup
        {
          nixfleet.backup = {
            enable = true;
            backend = "restic";
            restic = {
              repository = "rest:https://me:secret@nas.example.org/";
              passwordFile = "/run/secrets/restic";
            };
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "nixfleet.backup.restic.repository"
    "holds a password"
    "environmentFile"
  ];
}
