# How the values of hostSpec that mkHost is given weigh against those of modules.
{ lib, mkHost, ... }:
let
  host =
    hostSpec: module:
    (mkHost {
      hostName = "a";
      platform = "x86_64-linux";
      stateVersion = "25.11";
      hostSpec = {
        userName = "deploy";
      }
      // hostSpec;
      modules = [ module ];
    }).config.hostSpec;

  network = host {
    networking = {
      interface = "enp3s0";
      vlan = 7;
    };
  };
  renumbered = network { hostSpec.networking.vlan = 8; };
  replaced = network { hostSpec.networking = lib.mkForce { site = "north"; }; };
  forced = host { timeZone = lib.mkForce "Asia/Tokyo"; } { hostSpec.timeZone = "UTC"; };
  extended = host { rack = "r1"; } {
    options.hostSpec.rack = lib.mkOption { type = lib.types.str; };
  };
in
[
  {
    check = (host { timeZone = "UTC"; } { hostSpec.timeZone = "Asia/Tokyo"; }).timeZone == "Asia/Tokyo";
    msg = "a module's plain value beats mkHost's";
  }
  {
    check = (network { }).networking.interface == "enp3s0";
    msg = "facts about the network arrive";
  }
  {
    check =
      renumbered.networking == {
        interface = "enp3s0";
        vlan = 8;
      };
    msg = "a module that sets one fact about the network takes no other away";
  }
  {
    check =
      replaced.networking == {
        interface = null;
        site = "north";
      };
    msg = "a module can replace them all";
  }
  {
    check = forced.timeZone == "Asia/Tokyo";
    msg = "a value that is forced stays forced";
  }
  {
    check = extended.rack == "r1";
    msg = "a fleet's own option of hostSpec takes a value of mkHost";
  }
  {
    check = (host { hostName = "a"; } { }).hostName == "a";
    msg = "a hostName in hostSpec that says the same is no harm";
  }
]
