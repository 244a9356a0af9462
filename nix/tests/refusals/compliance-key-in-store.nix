# A key that everybody on the host could sign evidence with.
{ aHost, inputs, ... }:
{
  host =
    (aHost {
      modules = [
        ../../compliance/evidence.nix
        {
          compliance.evidence.probes.usb-devices.check =
            inputs.nixpkgs.legacyPackages.x86_64-linux.writeShellScriptBin "usb" "echo {}";
          compliance.evidence.collector.signingKey = "${builtins.storeDir}/00000000000000000000000000000000-key";
        }
      ];
    }).compliance.evidence.collector.signingKey;
  says = [
    "compliance.evidence.collector.signingKey"
    "outside the Nix store"
  ];
}
