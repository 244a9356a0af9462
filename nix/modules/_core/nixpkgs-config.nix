# What nixpkgs may give. A default as a whole: NixOS merges `nixpkgs.config` in its own way, which knows no defaults for
# single values, so a host that sets one of them says all that it wants. Means nothing where `nixpkgs.pkgs` is given.
{
  allowUnfree = true;
  allowBroken = false;
  allowInsecure = false;
  allowUnsupportedSystem = true;
}
