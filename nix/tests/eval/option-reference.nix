# What the page of options says where NixOS and macOS have an option of one name, and not the same of it.
{ lib, ... }:
let
  inherit (lib) mkOption types;
  options =
    port: description:
    (lib.evalModules {
      modules = [
        {
          options.nixfleet.a = {
            port = mkOption {
              type = types.port;
              default = port;
              inherit description;
            };
            same = mkOption {
              type = types.str;
              default = "x";
              description = "The same.";
            };
          };
        }
      ];
    }).options;
  page = import ../../lib/option-reference.nix {
    inherit lib;
    nixos = options 1 "Port of one.";
    darwin = options 2 "Port of the other.";
  };
  has = text: lib.hasInfix text page;
in
[
  {
    check = has "Port of one.\n\nOn macOS: Port of the other.\n";
    msg = "it has both descriptions";
  }
  {
    check = has "- Default: `1`\n- Default on macOS: `2`\n";
    msg = "it has both defaults";
  }
  {
    check = lib.length (lib.splitString "on macOS" page) == 2;
    msg = "it says once what is the same";
  }
]
