# Two probes that speak for one control.
{ aHost, inputs, ... }:
let
  check = inputs.nixpkgs.legacyPackages.x86_64-linux.writeShellScriptBin "usb" "echo {}";
in
{
  host =
    (aHost {
      modules = [
        ../../compliance/evidence.nix
        {
          compliance.evidence.probes = {
            usb-devices = { inherit check; };
            usb-again = {
              inherit check;
              control = "usb-devices";
            };
          };
        }
      ];
    }).system.build.toplevel;
  says = [ "compliance.evidence.probes has more than one probe of usb-devices" ];
}
