# Why a host forwards IPv4 for others, as the names of the options that say so; empty: it does not. A rule that switched
# forwarding off would take the network from guests, containers and whoever the host routes for.
{
  lib,
  config,
  options,
}:
let
  inherit (builtins)
    any
    attrNames
    attrValues
    elem
    filter
    ;

  isYes =
    value:
    elem value [
      true
      1
      "1"
      "yes"
      "true"
      "ipv4"
      "both"
      "server"
    ];
  networks = attrValues (config.systemd.network.networks or { });
  networkConfigs = map (network: network.networkConfig or { }) networks ++ [
    (config.systemd.network.config.networkConfig or { })
  ];

  saidOf = import ./said-of.nix { inherit lib; } options.boot.kernel.sysctl;

  reasons = {
    "boot.kernel.sysctl.\"net.ipv4.conf.all.forwarding\"" = any isYes (
      saidOf "net.ipv4.conf.all.forwarding"
    );
    "boot.kernel.sysctl.\"net.ipv4.ip_forward\"" = any isYes (saidOf "net.ipv4.ip_forward");
    "networking.nat.enable" = config.networking.nat.enable or false;
    "services.nixfleet-microvm-host.enable" = config.services.nixfleet-microvm-host.enable or false;
    "microvm.vms" = config.microvm.vms or { } != { };
    "virtualisation.docker.enable" = config.virtualisation.docker.enable or false;
    "virtualisation.podman.enable" = config.virtualisation.podman.enable or false;
    "virtualisation.libvirtd.enable" = config.virtualisation.libvirtd.enable or false;
    "virtualisation.incus.enable" = config.virtualisation.incus.enable or false;
    "virtualisation.lxd.enable" = config.virtualisation.lxd.enable or false;
    "services.k3s.enable" = config.services.k3s.enable or false;
    "services.kubernetes.kubelet.enable" = config.services.kubernetes.kubelet.enable or false;
    "services.tailscale.useRoutingFeatures" = isYes (
      config.services.tailscale.useRoutingFeatures or null
    );
    "systemd.network (IPv4Forwarding, IPForward, IPMasquerade)" = any (
      networkConfig:
      any isYes [
        networkConfig.IPv4Forwarding or null
        networkConfig.IPForward or null
        networkConfig.IPMasquerade or null
      ]
    ) networkConfigs;
  };
in
filter (name: reasons.${name}) (attrNames reasons)
