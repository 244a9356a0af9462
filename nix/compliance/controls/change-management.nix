# That the system is one that somebody built on purpose, and not long ago. Only looked at: what changes a host is a rollout.
{
  imports = [
    (import ../lib/control.nix {
      id = "change-management";
      options =
        { lib, ... }:
        let
          inherit (lib) types;
        in
        {
          maxSystemAgeDays = {
            type = types.ints.positive;
            default = 30;
            stricter = "smaller";
            requirement = "system-age";
            description = "How old the configuration may be that the running system was built from (`compliance.fleet.date`), in days.";
            example = 14;
          };
          minGenerationFrequency = {
            type = types.ints.unsigned;
            default = 1;
            stricter = "larger";
            requirement = "change-frequency";
            description = "How many generations of the system at least have to be of the last 30 days.";
            example = 2;
          };
        };
      probe =
        { config, ... }:
        {
          fleetDate = config.compliance.fleet.date;
          configurationRevision = config.compliance.fleet.revision;
        };
    })
  ];
}
