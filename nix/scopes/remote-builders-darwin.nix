# Machines that build for this Mac. Determinate Nix owns nix.conf there, so nix-darwin's own options for builders do nothing:
# the list of machines is a file of ours, and the lines that name it go where core puts all of ours.
{ config, lib, ... }:
let
  cfg = config.nixfleet.distributedBuilds;
  line = import ../lib/build-machine.nix;
in
{
  imports = [
    ../modules/_host/nix-custom-conf.nix
    ./remote-builders/options.nix
  ];

  config = lib.mkIf (cfg.enable && cfg.machines != [ ]) {
    environment.etc."nix/machines".text = lib.concatMapStrings (
      machine: "${line machine}\n"
    ) cfg.machines;
    nixfleet.nixCustomConf = ''
      builders = @/etc/nix/machines
      builders-use-substitutes = true
    '';
  };
}
