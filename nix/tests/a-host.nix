# A host for one question: modules on top of nothing, somebody to log in, and its configuration.
{ mkHost }:
{
  modules,
  platform ? "x86_64-linux",
  self ? null,
  hostSpec ? { },
}:
(mkHost {
  hostName = "a";
  inherit platform self;
  stateVersion = "25.11";
  hostSpec = {
    userName = "deploy";
  }
  // hostSpec;
  modules = [
    { users.users.deploy.openssh.authorizedKeys.keys = [ "ssh-ed25519 A" ]; }
  ]
  ++ modules;
}).config
