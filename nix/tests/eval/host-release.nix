# What a generation says of itself: the release that the host was installed with, and the fleet's revision.
{ lib, mkHost, ... }:
let
  host =
    arguments:
    (mkHost (
      {
        hostName = "a";
        platform = "x86_64-linux";
        hostSpec.userName = "deploy";
      }
      // arguments
    )).config;
  revision = arguments: (host arguments).system.configurationRevision;
  warned =
    arguments: builtins.any (lib.hasInfix "stateVersion is not given") (host arguments).warnings;
  mac = {
    platform = "aarch64-darwin";
  };
in
[
  {
    check = (host { }).system.stateVersion == "24.11";
    msg = "a host without stateVersion has 24.11";
  }
  {
    check = warned { };
    msg = "and is told to set it";
  }
  {
    check = !(warned { stateVersion = "25.11"; });
    msg = "a host that says it is told nothing";
  }
  {
    check = !(warned { modules = [ { system.stateVersion = "25.11"; } ]; });
    msg = "nor is one whose module says it";
  }
  {
    check = (host mac).system.stateVersion == 4 && !(warned mac);
    msg = "a Mac has nix-darwin's, and is told nothing";
  }
  {
    check = revision { self.rev = "0123"; } == "0123";
    msg = "the revision is the fleet's";
  }
  {
    check = revision { self.dirtyRev = "0123-dirty"; } == "0123-dirty";
    msg = "also when something is not committed";
  }
  {
    check = revision (mac // { self.rev = "0123"; }) == "0123";
    msg = "also on a Mac";
  }
  {
    check = revision { } == null && revision { self = { }; } == null;
    msg = "without one there is none, and never ours";
  }
  {
    check = (host { self.lastModifiedDate = "20260102030405"; }).nixfleet.fleetDate == "20260102030405";
    msg = "the date is the fleet's";
  }
]
