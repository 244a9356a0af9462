# Fifty edge hosts on ARM that are all alike, and their control plane. There is no interface for batches: hosts are values, and
# Nix makes lists of values.
{
  description = "Fifty edge hosts and a control plane, made with NixFleet";

  inputs = {
    # EDIT: whose NixFleet this is.
    nixfleet.url = "github:OWNER/nixfleet";
    # The one set of pins that NixFleet is tested with.
    nixpkgs.follows = "nixfleet/nixpkgs";
  };

  outputs =
    {
      self,
      nixpkgs,
      nixfleet,
      ...
    }:
    let
      inherit (nixpkgs) lib;
      fleet = import ./fleet.nix;

      mkBatchHost =
        name: host:
        let
          isControlPlane = builtins.elem "control-plane" host.tags;
          disk = if isControlPlane then fleet.disks.control-plane else fleet.disks.edge;
        in
        nixfleet.lib.mkHost {
          inherit self;
          hostName = name;
          platform = if isControlPlane then "x86_64-linux" else "aarch64-linux";
          # The NixOS release that hosts are first installed with: it stays for each of them, whatever comes later.
          stateVersion = "25.11";
          hostSpec.timeZone = "UTC";
          specialArgs = { inherit fleet host; };
          modules = [
            nixfleet.scopes.roles.server
            nixfleet.scopes.disko
            (nixfleet.diskoTemplates.ext4 { inherit disk; })
            ./modules/every-host.nix
            (if isControlPlane then ./modules/control-plane.nix else ./modules/edge.nix)
          ];
        };
    in
    {
      nixosConfigurations = lib.mapAttrs mkBatchHost fleet.hosts;
    };
}
