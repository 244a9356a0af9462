# The scopes: plain modules that do nothing until they are enabled. What they need of other flakes is bound here, so that a
# fleet can import them without having those inputs itself.
{ inputs }:
let
  # A key, so that what is imported twice (by a role and by a host) is one module.
  bound = name: file: module: {
    key = "nixfleet/${name}";
    imports = [
      module
      file
    ];
  };

  scopes = {
    backup = ./backup.nix;
    backupDarwin = ./backup-darwin.nix;
    base = ./base.nix;
    baseDarwin = ./base-darwin.nix;
    baseHm = ./base-hm.nix;
    compliance = ./compliance.nix;
    disko = bound "disko" ./disko.nix inputs.disko.nixosModules.disko;
    firewall = ./firewall.nix;
    generation-label = ./generation-label.nix;
    hardware = ./hardware.nix;
    hardware-secure-boot = ./hardware-secure-boot.nix;
    home-manager =
      bound "home-manager" ./home-manager.nix
        inputs.home-manager.nixosModules.home-manager;
    home-managerDarwin =
      bound "home-manager-darwin" ./home-manager-darwin.nix
        inputs.home-manager.darwinModules.home-manager;
    impermanence =
      bound "impermanence" ./impermanence.nix
        inputs.impermanence.nixosModules.impermanence;
    impermanenceHm = ./impermanence-hm.nix;
    monitoring = ./monitoring.nix;
    monitoring-server = ./monitoring-server.nix;
    o11y = ./o11y.nix;
    operators = ./operators.nix;
    operatorsDarwin = ./operators-darwin.nix;
    remote-builders = ./remote-builders.nix;
    remote-buildersDarwin = ./remote-builders-darwin.nix;
    secrets = ./secrets.nix;
    terminal-compat = ./terminal-compat.nix;
    vpn = ./vpn.nix;
  };
in
scopes
// {
  roles = import ../roles { inherit scopes; };

  # For hosts that are not made by mkHost.
  platform = {
    nixos-base = ./platform/nixos-base.nix;
    darwin-base = ./platform/darwin-base.nix;
  };

  disk-templates = import ../disks { inherit (scopes) disko; };
}
