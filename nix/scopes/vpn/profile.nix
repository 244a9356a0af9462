# A VPN profile: what every type has, and what WireGuard needs.
{ lib }:
{ name, ... }:
let
  inherit (lib) mkOption types;
  secretPath = import ../../lib/secret-path.nix { inherit lib; };
  # An address or a network, of IPv4 or IPv6, with its length.
  cidr = types.strMatching "([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)/[0-9]{1,3}";
  key = types.strMatching "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=";

  peer = types.submodule {
    options = {
      publicKey = mkOption {
        type = key;
        description = "The peer's public key (`wg pubkey`).";
        example = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
      };
      presharedKeyFile = mkOption {
        type = types.nullOr secretPath;
        default = null;
        description = "File with a key that both sides have beside their own (`wg genpsk`), against computers yet to come.";
        example = "/run/secrets/wg-office.psk";
      };
      endpoint = mkOption {
        type = types.nullOr (types.strMatching ".+:[0-9]+");
        default = null;
        description = "Where the peer is reached, `host:port` or `[address]:port`. Null: it calls us.";
        example = "[2001:db8::1]:51820";
      };
      allowedIPs = mkOption {
        type = types.listOf cidr;
        description = "Addresses that are the peer's: packets to them go to it, and from it none with another is taken.";
        example = [
          "10.100.0.0/24"
          "fd00:100::/64"
        ];
      };
      persistentKeepalive = mkOption {
        type = types.nullOr (types.ints.between 1 65535);
        default = null;
        description = "Seconds between packets that only keep the way through a NAT open. Null: none are sent.";
        example = 25;
      };
    };
  };
in
{
  options = {
    type = mkOption {
      type = types.enum [ "wireguard" ];
      description = "Kind of VPN.";
      example = "wireguard";
    };
    interface = mkOption {
      # The kernel's limit is 15.
      type = types.strMatching "[A-Za-z0-9_.-]{1,15}";
      default = "wg-${name}";
      defaultText = lib.literalExpression ''"wg-<name>"'';
      description = "Name of the network interface, at most 15 characters.";
      example = "wg-office";
    };
    listenPort = mkOption {
      type = types.nullOr types.port;
      default = null;
      description = "UDP port that peers reach the machine at. Null: any; then only the machine can begin.";
      example = 51820;
    };
    listenInterfaces = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Interfaces at which the firewall lets peers in. Empty: all of them.";
      example = [ "enp3s0" ];
    };
    privateKeyFile = mkOption {
      type = secretPath;
      description = "File on the machine with its private key (`wg genkey`).";
      example = "/run/secrets/wg-office.key";
    };
    address = mkOption {
      type = types.listOf cidr;
      default = [ ];
      description = "The machine's own addresses in the VPN, of IPv4 and IPv6, each with its length.";
      example = [
        "10.100.0.7/24"
        "fd00:100::7/64"
      ];
    };
    dns = mkOption {
      type = types.listOf (types.strMatching "[0-9A-Fa-f:.]+");
      default = [ ];
      description = "Name servers to ask while the VPN is up.";
      example = [
        "10.100.0.1"
        "fd00:100::1"
      ];
    };
    mtu = mkOption {
      type = types.nullOr (types.ints.between 1280 9000);
      default = null;
      description = "Largest packet in bytes; 1280 is the least that IPv6 allows. Null: WireGuard's own, 1420.";
      example = 1380;
    };
    peers = mkOption {
      type = types.listOf peer;
      default = [ ];
      description = "Who is at the other end.";
      example = lib.literalExpression ''[ { publicKey = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg="; endpoint = "vpn.example.org:51820"; allowedIPs = [ "10.100.0.0/24" ]; } ]'';
    };
  };
}
