# Private networks over others: profiles, each of a type that a driver (./vpn/wireguard.nix) knows how to set up.
{ config, lib, ... }:
let
  inherit (lib) mkIf mkOption types;
  cfg = config.nixfleet.vpn;
  profiles = lib.attrValues cfg.profiles;
  interfaces = map (profile: profile.interface) profiles;
  ports = builtins.filter (port: port != null) (map (profile: profile.listenPort) profiles);
  deaf = lib.filterAttrs (
    _: profile: profile.listenPort == null && lib.any (peer: peer.endpoint == null) profile.peers
  ) cfg.profiles;
in
{
  imports = [ ./vpn/wireguard.nix ];

  options.nixfleet.vpn = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the VPN profiles are set up.";
      example = true;
    };
    firewall.enable = mkOption {
      type = types.bool;
      default = true;
      description = "Whether the firewall lets peers reach the profiles' UDP ports.";
      example = false;
    };
    profiles = mkOption {
      type = types.attrsOf (types.submodule (import ./vpn/profile.nix { inherit lib; }));
      default = { };
      description = "The machine's VPNs, by name.";
      example = lib.literalExpression ''{ office = { type = "wireguard"; privateKeyFile = "/run/secrets/wg-office.key"; address = [ "10.100.0.7/24" ]; }; }'';
    };
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = lib.allUnique interfaces;
        message = "nixfleet.vpn.profiles: two of them have the same interface (of ${lib.concatStringsSep ", " interfaces}): give each an interface of its own.";
      }
      {
        assertion = lib.allUnique ports;
        message = "nixfleet.vpn.profiles: two of them have the same listenPort (of ${lib.concatMapStringsSep ", " toString ports}): give each a port of its own.";
      }
    ]
    ++ lib.mapAttrsToList (name: _: {
      assertion = false;
      message = "nixfleet.vpn.profiles.${name} can neither call nor be called by one of its peers: set the peer's endpoint, or the profile's listenPort.";
    }) deaf;
  };
}
