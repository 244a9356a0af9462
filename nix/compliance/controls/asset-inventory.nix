# What the host is and what runs on it. Only looked at: there is nothing to configure.
{
  imports = [ (import ../lib/control.nix { id = "asset-inventory"; }) ];
}
