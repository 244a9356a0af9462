# The systems that packages, apps and checks are made for. Not x86_64-darwin, which nixos-unstable has no more: packages for it can
# still be made over an older nixpkgs, and mkHost takes such hosts.
{
  systems = [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
  ];
}
