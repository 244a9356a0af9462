# What kinds of hosts there are: each role imports the scopes that such a host needs and says which of them are on. A host
# overrides what a role says with plain values.
{ scopes }:
{
  server = import ./server.nix { inherit scopes; };
  workstation = import ./workstation.nix { inherit scopes; };
  endpoint = import ./endpoint.nix { inherit scopes; };
  microvm-guest = import ./microvm-guest.nix { inherit scopes; };
}
