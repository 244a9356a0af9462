{ hosts, ... }:
[
  {
    check = !hosts.srv-01.config.microvm.host.enable;
    msg = "microvm.nix's host module, which is on by default, is off on a host that carries none";
  }
]
