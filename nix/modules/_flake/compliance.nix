# complianceReports.<host>: what each host of the fleet says of its compliance while it is evaluated.
#
#   nix eval --json .#complianceReports.web-01
{ ... }:
{ config, lib, ... }:
let
  reportsOf = import ../../lib/compliance-reports.nix { inherit lib; };
in
{
  flake.complianceReports = reportsOf (config.flake.nixosConfigurations or { });
}
