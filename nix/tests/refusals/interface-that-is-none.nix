{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      hostSpec = {
        userName = "deploy";
        networking.interface = "the wired one";
      };
      modules = [ { users.users.deploy.openssh.authorizedKeys.keys = [ "ssh-ed25519 A" ]; } ];
    }).config.hostSpec.networking.interface;
  says = [
    "hostSpec.networking.interface"
    "the wired one"
    "ip link"
  ];
}
