# Controls are of Linux: a Mac is told so, and not that some option is missing.
{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "mac";
      platform = "aarch64-darwin";
      modules = [
        (import ../../compliance).nis2
        { compliance.frameworks.nis2.enable = true; }
      ];
    }).config.system.build.toplevel;
  says = [
    "governance.nix"
    "nixos"
    "darwin"
  ];
}
