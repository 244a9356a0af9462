# `compliance-check`: what the host's evidence says, for people and for scripts.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  command = import ./evidence/command.nix { inherit lib config pkgs; };
in
{
  imports = [ ./evidence.nix ];

  options.compliance.check.enable = lib.mkOption {
    type = lib.types.bool;
    default = false;
    description = "Whether `compliance-check` is installed: it shows what the newest evidence says (root and `compliance.evidence.collector.group` may read it), and with `--live` what is so now.";
    example = true;
  };

  config = lib.mkIf config.compliance.check.enable {
    environment.systemPackages = [ (command "compliance-check" [ "check" ]) ];
  };
}
