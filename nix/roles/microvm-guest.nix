# A MicroVM: firewall, disks and backup are its host's.
{ scopes }:
{
  key = "nixfleet/role-microvm-guest";

  imports = [
    ./operator-declared.nix
    scopes.base
    scopes.operators
    scopes.impermanence
  ];
}
