# The profiles of type `wireguard` as interfaces of NixOS. The kernel checks keys and takes no packet from a peer but those of
# its `allowedIPs`.
{ config, lib, ... }:
let
  inherit (lib) mkIf;
  cfg = config.nixfleet.vpn;
  profiles = builtins.filter (profile: profile.type == "wireguard") (lib.attrValues cfg.profiles);
  byNetworkd = config.networking.wireguard.useNetworkd;
  resolvconf = "${config.networking.resolvconf.package}/bin/resolvconf";

  interface = profile: {
    ips = profile.address;
    inherit (profile) listenPort mtu privateKeyFile;
    peers = map (peer: {
      inherit (peer)
        allowedIPs
        endpoint
        persistentKeepalive
        presharedKeyFile
        publicKey
        ;
    }) profile.peers;
  }
  # Without networkd nobody hears of an interface's name servers but from us.
  // lib.optionalAttrs (profile.dns != [ ] && !byNetworkd) {
    postSetup = ''
      printf 'nameserver %s\n' ${lib.escapeShellArgs profile.dns} | ${resolvconf} -a ${profile.interface} -m 0
    '';
    postShutdown = "${resolvconf} -f -d ${profile.interface}";
  };

  named = map (profile: lib.nameValuePair profile.interface (interface profile)) profiles;
  openPorts = wanted: map (profile: profile.listenPort) (builtins.filter wanted profiles);
  listens = profile: profile.listenPort != null;
  everywhere = openPorts (profile: listens profile && profile.listenInterfaces == [ ]);
  interfaces = lib.unique (lib.concatMap (profile: profile.listenInterfaces) profiles);
in
{
  config = mkIf cfg.enable {
    networking.wireguard.interfaces = lib.listToAttrs named;

    systemd.network.networks = mkIf byNetworkd (
      lib.listToAttrs (
        map (profile: lib.nameValuePair "40-${profile.interface}" { inherit (profile) dns; }) (
          builtins.filter (profile: profile.dns != [ ]) profiles
        )
      )
    );

    networking.firewall = mkIf cfg.firewall.enable {
      allowedUDPPorts = everywhere;
      interfaces = lib.genAttrs interfaces (name: {
        allowedUDPPorts = openPorts (
          profile: listens profile && lib.elem name profile.listenInterfaces
        );
      });
    };
  };
}
