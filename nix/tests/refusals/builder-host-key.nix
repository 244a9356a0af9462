# A host key that is none.
{ mkHost, scopes, ... }:
{
  host =
    (import ../a-host.nix { inherit mkHost; } {
      modules = [
        scopes.remote-builders
        {
          nixfleet.distributedBuilds = {
            enable = true;
            machines = [
              {
                hostName = "builder-01";
                systems = [ "x86_64-linux" ];
                sshKeyFile = "/run/secrets/key";
                publicHostKey = "SHA256:abc";
              }
            ];
          };
        }
      ];
    }).nixfleet.distributedBuilds.machines;
  says = [
    "publicHostKey"
    "SHA256:abc"
  ];
}
