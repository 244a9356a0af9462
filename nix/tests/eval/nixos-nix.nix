# Nix on a NixOS host.
{ lib, aHost, ... }:
let
  host = module: (aHost { modules = [ module ]; }).nix;
in
[
  {
    check =
      !(host { }).channel.enable
      && lib.all (entry: !(lib.hasInfix "channels" entry)) (host { }).nixPath;
    msg = "a host has no channels";
  }
  {
    check = (host { nix.channel.enable = true; }).channel.enable;
    msg = "unless it says so";
  }
  {
    check = (host { }).gc.automatic && !(host { nix.enable = false; }).gc.automatic;
    msg = "the store is cleaned up, where there is Nix";
  }
]
