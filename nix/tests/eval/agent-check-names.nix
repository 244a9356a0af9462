# Names of health checks that are made from a package: they carry the package with them, and are texts like any other.
{ lib, aHost, ... }:
let
  ofPackage = text: builtins.substring 0 0 (builtins.toFile "a" "") + text;
  config =
    checks:
    aHost {
      modules = [
        {
          services.nixfleet-agent = {
            enable = true;
            controlPlaneUrl = "https://cp.test:8080";
            machineId = ofPackage "a";
            healthChecks = checks;
          };
        }
      ];
    };
  failed =
    checks:
    lib.filter (lib.hasInfix "nixfleet-agent") (
      map (each: each.message) (lib.filter (each: !each.assertion) (config checks).assertions)
    );
  command = name: {
    name = ofPackage name;
    command = "true";
  };
in
[
  {
    check =
      failed {
        command = [ (command "queue") ];
        http = [ { url = ofPackage "http://localhost/health"; } ];
      } == [ ];
    msg = "they are fine";
  }
  {
    check =
      let
        found = failed {
          command = [
            (command "queue")
            (command "queue")
          ];
        };
      in
      lib.length found == 1
      && lib.hasInfix "healthChecks has more than one check named queue" (lib.head found);
    msg = "and refused when there are two of one name";
  }
]
