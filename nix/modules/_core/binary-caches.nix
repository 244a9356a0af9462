# The public caches that every host may take packages from, and the keys that they sign with.
{
  # As NixOS itself writes the second one: Nix asks it once only when both are the same text.
  substituters = [
    "https://nix-community.cachix.org"
    "https://cache.nixos.org/"
  ];
  trusted-public-keys = [
    "nix-community.cachix.org-1:mB9FSh9qf2dCimDSUo8Zy7bkq5CX+/rkCWyvRCYg3Fs="
    "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="
  ];
}
