# That the host's keys are of the kind that is wanted, and renewed in time. Only looked at: a new host key is announced to people.
{
  imports = [
    (import ../lib/control.nix {
      id = "key-management";
      options =
        { lib, ... }:
        let
          inherit (lib) types;
        in
        {
          maxKeyAgeDays = {
            type = types.ints.positive;
            default = 365;
            stricter = "smaller";
            requirement = "key-age";
            description = "How old a host key of SSH may be, in days.";
            example = 180;
          };
          requiredAlgorithms = {
            type = types.listOf (
              types.enum [
                "ed25519"
                "ecdsa"
                "rsa"
              ]
            );
            default = [ "ed25519" ];
            description = "The kinds of host keys that there have to be; any other is a finding (`services.openssh.hostKeys`).";
            example = [
              "ed25519"
              "rsa"
            ];
          };
        };
      # Since when a key is known, earlier evidence remembers.
      probe =
        { config, ... }:
        { evidenceFile = "${config.compliance.evidence.collector.outputDir}/evidence.json"; };
    })
  ];
}
