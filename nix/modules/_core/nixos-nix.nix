# Nix on a NixOS host: flakes, public caches, a store that is kept small.
{
  config,
  lib,
  pkgs,
  ...
}:
{
  nix = {
    package = lib.mkDefault pkgs.nix;
    # Channels are not how a fleet is built. What is then left of NIX_PATH is the nixpkgs that the host was built from, which
    # NixOS puts there itself: lists of one priority add up.
    channel.enable = lib.mkDefault false;
    nixPath = lib.mkDefault [ ];
    settings = import ./binary-caches.nix // {
      # NixOS's group of administrators; root is trusted anyway.
      trusted-users = [ "@wheel" ];
      auto-optimise-store = lib.mkDefault true;
    };
    # Added to what the host itself sets in nix.settings, whatever that is.
    extraOptions = ''
      extra-experimental-features = nix-command flakes
    '';
    gc = {
      # NixOS refuses it where it has no Nix.
      automatic = lib.mkDefault config.nix.enable;
      dates = lib.mkDefault "weekly";
      options = lib.mkDefault "--delete-older-than 7d";
    };
  };
}
