# Machines that build for this NixOS machine.
{ config, lib, ... }:
let
  cfg = config.nixfleet.distributedBuilds;
in
{
  imports = [ ./remote-builders/options.nix ];

  config = lib.mkIf (cfg.enable && cfg.machines != [ ]) {
    nix.distributedBuilds = true;
    # What the builder can get from a cache it need not be sent.
    nix.settings.builders-use-substitutes = lib.mkDefault true;
    nix.buildMachines = map (machine: {
      inherit (machine)
        hostName
        maxJobs
        speedFactor
        sshUser
        supportedFeatures
        systems
        ;
      sshKey = machine.sshKeyFile;
    }) cfg.machines;
  };
}
