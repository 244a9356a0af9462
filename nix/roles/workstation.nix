# A machine that somebody sits at.
{ scopes }:
{ lib, ... }:
let
  inherit (lib) mkDefault;
in
{
  key = "nixfleet/role-workstation";

  imports = [
    ./operator-declared.nix
    scopes.base
    scopes.operators
    scopes.firewall
    scopes.secrets
    scopes.home-manager
    scopes.backup
    scopes.impermanence
    scopes.o11y
    scopes.generation-label
    scopes.terminal-compat
    scopes.hardware
  ];

  nixfleet = {
    # Not `docker`: whoever is in it is root without a password.
    operators.roleGroups = mkDefault [
      "networkmanager"
      "video"
      "audio"
    ];
    firewall.enable = mkDefault true;
    secrets = {
      enable = mkDefault true;
      identityPaths.enableUserKey = mkDefault true;
    };
    home-manager.enable = mkDefault true;
    # Where to is the fleet's to say.
    backup.enable = mkDefault false;
    # Somebody's documents are not to be gone at the next boot because the root is wiped.
    impermanence.keepHomes = mkDefault true;
    o11y.metrics.enable = mkDefault true;
    generationLabel.enable = mkDefault true;
    terminalCompat.enable = mkDefault true;
    hardware.memory.zramSwap = mkDefault true;
  };
}
