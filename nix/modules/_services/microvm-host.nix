# A host of MicroVMs on NixOS: a bridge with addresses, names and a way out. Who imports this imports microvm.nix's own host
# module beside it; that one is on by default, and here it is off until it is wanted.
{
  config,
  lib,
  options,
  ...
}:
let
  inherit (lib)
    head
    mkDefault
    mkIf
    mkMerge
    mkOverride
    optionalAttrs
    splitString
    ;
  cfg = config.services.nixfleet-microvm-host;
  hasMicrovm = options ? microvm;
  inherit (cfg.bridge) name;
  hostAddress = head (splitString "/" cfg.bridge.address);

  networks = {
    "10-${name}" = {
      matchConfig.Name = name;
      address = [ cfg.bridge.address ];
      networkConfig.ConfigureWithoutCarrier = true;
      linkConfig.RequiredForOnline = "no";
    };
    "11-${name}-guests" = {
      matchConfig.Name = lib.concatStringsSep " " cfg.bridge.interfaces;
      networkConfig.Bridge = name;
      linkConfig.RequiredForOnline = "no";
    };
  };
  # Whether systemd-networkd manages links of the host itself.
  isByNetworkd =
    config.networking.useNetworkd
    || removeAttrs config.systemd.network.networks (lib.attrNames networks) != { };
in
{
  imports = [
    ./microvm-options.nix
    ../_host/persistence.nix
  ];

  config = mkMerge [
    (optionalAttrs hasMicrovm { microvm.host.enable = mkDefault cfg.enable; })
    (mkIf cfg.enable (mkMerge [
      {
        assertions = [
          {
            assertion = hasMicrovm;
            message = "services.nixfleet-microvm-host.enable needs the host module of microvm.nix: import inputs.microvm.nixosModules.host beside it (mkHost does).";
          }
        ]
        ++ import ../../lib/bridge-problems.nix { inherit (cfg) bridge dhcp; };

        systemd.network = {
          enable = true;
          # Where something else manages the host's own links, this would wait for guests.
          wait-online.enable = mkDefault isByNetworkd;
          netdevs."10-${name}".netdevConfig = {
            Name = name;
            Kind = "bridge";
          };
          inherit networks;
        };
        # nixpkgs turns it on (mkDefault) wherever systemd-networkd is: the bridge alone must not change whom the host asks
        # for names.
        services.resolved.enable = mkIf (!isByNetworkd) (mkOverride 900 false);
        # A DHCP client that asks on every link would take these for its own.
        networking.dhcpcd.denyInterfaces = [ name ] ++ cfg.bridge.interfaces;

        boot.kernel.sysctl."net.ipv4.ip_forward" = 1;
        networking.nat = {
          enable = true;
          internalInterfaces = [ name ];
        };
        # Otherwise a host that forwards does so for everybody. NAT lets the guests through; with iptables NixOS filters nothing
        # that is forwarded.
        networking.firewall.filterForward = mkIf config.networking.nftables.enable (mkDefault true);

        nixfleet.persistence.directories = [
          {
            directory = config.microvm.stateDir or "/var/lib/microvms";
            user = "microvm";
            group = "kvm";
            mode = "0775";
          }
        ];
      }
      (mkIf cfg.dhcp.enable {
        services.dnsmasq = {
          enable = true;
          # The host itself goes on asking whom it asks now.
          resolveLocalQueries = mkDefault false;
          settings = {
            interface = name;
            except-interface = "lo";
            # The bridge may come later than dnsmasq.
            bind-dynamic = true;
            dhcp-range = [ cfg.dhcp.range ];
            dhcp-option = [ "option:router,${hostAddress}" ];
          };
        };
        networking.firewall.interfaces.${name} = {
          allowedTCPPorts = [ 53 ];
          allowedUDPPorts = [
            53
            67
          ];
        };
        # Guests keep their addresses over a restart of the host.
        nixfleet.persistence.directories = [
          {
            directory = "/var/lib/dnsmasq";
            user = "dnsmasq";
            group = "dnsmasq";
          }
        ];
      })
    ]))
  ];
}
