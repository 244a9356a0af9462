# A gate that requires nothing would always be open.
{ aHost, ... }:
{
  host =
    (aHost {
      modules = [
        ../../compliance/evidence.nix
        { compliance.gate.enable = true; }
      ];
    }).system.build.toplevel;
  says = [
    "the gate would always be open"
    "compliance.gate.required"
    "compliance.evidence.collector.enable is false"
  ];
}
