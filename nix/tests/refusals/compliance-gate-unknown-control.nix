# A gate that requires what nothing checks.
{ aHost, inputs, ... }:
{
  host =
    (aHost {
      modules = [
        ../../compliance/evidence.nix
        {
          compliance.evidence.probes.usb-devices.check =
            inputs.nixpkgs.legacyPackages.x86_64-linux.writeShellScriptBin "usb" "echo {}";
          compliance.gate = {
            enable = true;
            required = [ "acces-control" ];
          };
        }
      ];
    }).system.build.toplevel;
  says = [
    "compliance.gate.required names acces-control, which nothing checks on this host"
    "Checked are: usb-devices"
  ];
}
