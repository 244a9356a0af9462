# A host that forwards for others goes on forwarding; that it was left so is in the report.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  key = "net.ipv4.ip_forward";
  # Those that containers need on the interfaces that they hang on.
  interfaces = [
    "net.ipv4.conf.all.accept_local"
    "net.ipv4.conf.all.route_localnet"
    "net.ipv4.conf.*.accept_local"
    "net.ipv4.conf.*.route_localnet"
  ];
  of =
    modules:
    host [ "anssi" ] ([ { compliance.frameworks.anssi.enable = true; } ] ++ modules);
  seen =
    modules:
    let
      config = of modules;
    in
    {
      set = config.boot.kernel.sysctl.${key} or null;
      isDemanded = config.compliance.controls.baselineHardening._meta.probe.rules.BH-06.sysctls ? ${key};
      because = lib.unique (
        lib.concatMap (each: each.because)
          config.system.build.complianceReport."org.nixfleet.compliance.v1".relaxations
      );
      ofInterfaces = lib.filter (each: config.boot.kernel.sysctl ? ${each}) interfaces;
      warnings = lib.filter (lib.hasInfix "compliance") config.warnings;
    };
  closed = seen [ ];
  forwarding = {
    "networking.nat.enable" = {
      networking.nat.enable = true;
    };
    "virtualisation.docker.enable" = {
      virtualisation.docker.enable = true;
    };
    "boot.kernel.sysctl.\"net.ipv4.conf.all.forwarding\"" = {
      # As nixpkgs' own modules say it.
      boot.kernel.sysctl."net.ipv4.conf.all.forwarding" = lib.mkOverride 98 true;
    };
    "systemd.network (IPv4Forwarding, IPForward, IPMasquerade)" = {
      systemd.network.networks.guests.networkConfig.IPMasquerade = "ipv4";
    };
  };
  asked = seen [ { boot.kernel.sysctl.${key} = 1; } ];
  byDefault = seen [ { boot.kernel.sysctl.${key} = lib.mkDefault 1; } ];
  perhaps = seen [ { boot.kernel.sysctl.${key} = lib.mkIf false 1; } ];
  microvm = seen [
    {
      services.nixfleet-microvm-host = {
        enable = true;
        bridge.address = "10.42.0.1/24";
      };
    }
  ];
in
[
  {
    check = closed.set == 0 && closed.isDemanded && closed.because == [ ] && closed.ofInterfaces == interfaces;
    msg = "a host that forwards for nobody is told not to, and it is demanded";
  }
  {
    check = asked.set == 1 && !asked.isDemanded && asked.warnings == [ ];
    msg = "a host that asks for it itself has it";
  }
  {
    check = byDefault.set == 1 && !byDefault.isDemanded && byDefault.warnings == [ ];
    msg = "so has one for which a module asks by a default";
  }
  {
    check = perhaps.set == 0 && perhaps.isDemanded;
    msg = "who asks for it on a condition that is not met does not forward";
  }
  {
    check = microvm.set == 1 && !microvm.isDemanded && microvm.warnings == [ ];
    msg = "so does a host of MicroVMs";
  }
]
++ lib.mapAttrsToList (
  name: module:
  let
    found = seen [ module ];
  in
  {
    check =
      found.set == null
      && !found.isDemanded
      && found.ofInterfaces == [ ]
      && found.because == [ name ]
      && found.warnings == [ ];
    msg = "with ${name} it is left alone, not demanded, and the report says why";
  }
) forwarding
