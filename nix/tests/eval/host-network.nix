# How a host gets an address.
{ lib, mkHost, ... }:
let
  host =
    networking: arguments:
    (mkHost (
      {
        hostName = "a";
        platform = "x86_64-linux";
        stateVersion = "25.11";
        hostSpec = {
          userName = "deploy";
          inherit networking;
        };
      }
      // arguments
    )).config.networking;
  # As nixos-generate-config writes it.
  generated =
    { lib, ... }:
    {
      networking.useDHCP = lib.mkDefault true;
    };
  named = host { interface = "enp3s0"; } { modules = [ generated ]; };
  nothing = host { } { modules = [ generated ]; };
  managed = host { interface = "enp3s0"; } {
    modules = [ { networking.networkmanager.enable = true; } ];
  };
  warned =
    networking:
    builtins.any (lib.hasInfix "does not read") (
      (mkHost {
        hostName = "a";
        platform = "x86_64-linux";
        stateVersion = "25.11";
        hostSpec = {
          userName = "deploy";
          inherit networking;
        };
      }).config.warnings
    );
in
[
  {
    check = nothing.useDHCP && nothing.interfaces == { };
    msg = "without facts it asks on every interface: it can be reached after its first boot";
  }
  {
    check = !named.useDHCP && named.interfaces.enp3s0.useDHCP;
    msg = "with an interface named it asks there and nowhere else";
  }
  {
    check = !(managed.interfaces ? enp3s0) && !managed.useDHCP;
    msg = "where NetworkManager asks, nothing else does";
  }
  {
    check =
      warned { iface = "enp3s0"; }
      && warned { interfaces = [ "enp3s0" ]; }
      && !(warned {
        interface = "enp3s0";
        nic = "mellanox";
      })
      && !(warned { vlan = 7; })
      && !(warned { });
    msg = "who means the interface and says it otherwise is told";
  }
  {
    check = (host { interface = "enp3s0"; } { isVm = true; }).useDHCP;
    msg = "a virtual machine asks on every interface";
  }
]
