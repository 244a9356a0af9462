{
  lib,
  aHost,
  scopes,
  ...
}:
let
  office = {
    type = "wireguard";
    listenPort = 51820;
    privateKeyFile = "/run/secrets/wg-office.key";
    address = [
      "10.100.0.7/24"
      "fd00:100::7/64"
    ];
    dns = [ "fd00:100::1" ];
    peers = [
      {
        publicKey = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
        presharedKeyFile = "/run/secrets/wg-office.psk";
        endpoint = "[2001:db8::1]:51820";
        allowedIPs = [
          "10.100.0.0/24"
          "::/0"
        ];
        persistentKeepalive = 25;
      }
    ];
  };
  host =
    more: networkd:
    aHost {
      modules = [
        scopes.vpn
        {
          nixfleet.vpn = {
            enable = true;
            profiles.office = office // more;
          };
          networking.wireguard.useNetworkd = networkd;
        }
      ];
    };
  config = host { } false;
  narrow = host { listenInterfaces = [ "enp3s0" ]; } true;
  interface = config.networking.wireguard.interfaces.wg-office;
  peer = builtins.head interface.peers;
in
[
  {
    check = config.system.build.toplevel != "" && narrow.system.build.toplevel != "";
    msg = "the hosts are whole systems";
  }
  {
    check =
      interface.ips == office.address
      && interface.privateKeyFile == "/run/secrets/wg-office.key";
    msg = "the interface has its addresses of both kinds, and its key in a file";
  }
  {
    check =
      peer.presharedKeyFile == "/run/secrets/wg-office.psk"
      && peer.endpoint == "[2001:db8::1]:51820";
    msg = "a peer is reached by IPv6, and shares a key";
  }
  {
    check =
      lib.hasInfix "fd00:100::1" interface.postSetup && lib.hasInfix "-d wg-office" interface.postShutdown;
    msg = "name servers are asked while it is up";
  }
  {
    check = config.networking.firewall.allowedUDPPorts == [ 51820 ];
    msg = "peers reach the port everywhere unless told otherwise";
  }
  {
    check =
      narrow.networking.firewall.allowedUDPPorts == [ ]
      && narrow.networking.firewall.interfaces.enp3s0.allowedUDPPorts == [ 51820 ];
    msg = "or at one interface alone";
  }
  {
    check =
      narrow.networking.wireguard.interfaces.wg-office.postSetup == ""
      && narrow.systemd.network.networks."40-wg-office".dns == [ "fd00:100::1" ];
    msg = "networkd is told the name servers in its own way";
  }
]
