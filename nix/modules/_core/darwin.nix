# What every Mac of a fleet has: Nix's settings, sudo by finger, the Dock if it is declared. Determinate Nix runs Nix there
# and owns nix.conf, unless the host says `nix.enable = true`. Works without mkHost too.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (config) hostSpec;
  sudo = config.security.pam.services.sudo_local;
in
{
  imports = [
    ../_host/host-spec.nix
    ./darwin-nix.nix
    ./dock.nix
  ];

  hostSpec.isDarwin = true;

  system = {
    stateVersion = lib.mkDefault 4;
    primaryUser = lib.mkDefault hostSpec.userName;
    # There are no channels whose path could be looked at.
    checks.verifyNixPath = lib.mkDefault false;
  };

  # Touch ID asks through the session of whoever is logged in: inside tmux sudo has to find back to it first. Over SSH
  # there is no finger.
  security.pam.services.sudo_local = {
    touchIdAuth = lib.mkDefault true;
    text = lib.mkIf (sudo.touchIdAuth && !sudo.reattach) (
      lib.mkBefore ''
        auth       optional       ${pkgs.pam-reattach}/lib/pam/pam_reattach.so ignore_ssh
      ''
    );
  };

  nixpkgs = lib.mkIf (!options.nixpkgs.pkgs.isDefined) {
    config = lib.mkDefault (import ./nixpkgs-config.nix);
  };
}
