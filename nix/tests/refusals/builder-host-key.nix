# A host key that is none.
{ aHost, scopes, ... }:
{
  host =
    (aHost {
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
