# A machine that nobody sits at.
{ scopes }:
{ lib, ... }:
let
  inherit (lib) mkDefault;
in
{
  key = "nixfleet/role-server";

  imports = [
    ./operator-declared.nix
    scopes.base
    scopes.operators
    scopes.firewall
    scopes.secrets
    scopes.monitoring
    scopes.impermanence
    scopes.o11y
    scopes.generation-label
    scopes.terminal-compat
    scopes.hardware
  ];

  nixfleet = {
    firewall.enable = mkDefault true;
    secrets = {
      enable = mkDefault true;
      identityPaths.enableUserKey = mkDefault false;
    };
    monitoring.nodeExporter.enable = mkDefault true;
    o11y.metrics.enable = mkDefault true;
    generationLabel.enable = mkDefault true;
    terminalCompat.enable = mkDefault true;
  };
}
