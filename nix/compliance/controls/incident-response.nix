# That what happened can be read, and a bad change taken back. Only looked at: `audit-logging` keeps the journal for as long as is
# asked for here.
{
  imports = [
    (import ../lib/control.nix {
      id = "incident-response";
      options =
        { lib, config }:
        let
          inherit (lib) types;
          agent = config.services.nixfleet-agent or { };
        in
        {
          rollbackTestInterval = {
            type = types.nullOr (import ../lib/interval.nix { inherit lib; });
            default = "monthly";
            stricter = "shorter";
            requirement = "rollback-test";
            description = "How often going back to an earlier system has to be tried: by the agent, or as `recoveryTests` says. Null: it need not be.";
            example = "weekly";
          };
          alertRetentionDays = {
            type = types.ints.positive;
            default = 365;
            stricter = "larger";
            requirement = "alert-retention";
            description = "Days that the journal has to be kept for. Where `audit-logging` is enforced, it keeps it for as long.";
            example = 730;
          };
          recoveryTests = {
            type = types.strMatching "/.+";
            default = config.compliance.controls.disasterRecovery.recoveryTests
              or "/var/lib/nixfleet-compliance/recovery-tests.json";
            defaultText = lib.literalMD "that of the control `disaster-recovery`";
            description = "File in which whoever tried to go back writes it down; described at `disasterRecovery.recoveryTests`.";
            example = "/persist/recovery-tests.json";
          };
          agentDatabase = {
            type = types.nullOr (types.strMatching "/.+");
            default = if agent.enable or false then agent.dbPath else null;
            defaultText = lib.literalMD "the agent's database, where there is an agent";
            description = "Database of the agent, which knows when it went back. Null: there is none.";
            example = "/var/lib/nixfleet/state.db";
          };
        };
    })
  ];
}
