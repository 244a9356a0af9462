# Evidence that would be gone with the next boot.
{ aHost, inputs, ... }:
{
  host =
    (aHost {
      modules = [
        ../../compliance/evidence.nix
        {
          compliance.evidence.probes.usb-devices.check =
            inputs.nixpkgs.legacyPackages.x86_64-linux.writeShellScriptBin "usb" "echo {}";
          compliance.evidence.collector.outputDir = "/tmp/evidence";
        }
      ];
    }).system.build.toplevel;
  says = [
    "compliance.evidence.collector.outputDir is /tmp/evidence"
    "/var/lib/nixfleet-compliance"
  ];
}
