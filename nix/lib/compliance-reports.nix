# What hosts say of their compliance while they are evaluated, by host: of those that have a compliance module. `nixosConfigurations`
# is what a fleet's flake has under that name.
{ lib }:
nixosConfigurations:
lib.mapAttrs (_: host: host.config.system.build.complianceReport) (
  lib.filterAttrs (_: host: host.config.system.build ? complianceReport) nixosConfigurations
)
