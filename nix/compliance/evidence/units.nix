# The units of evidence, as the value of `systemd.services`; tests/systemd boots a machine with them.
{
  # The program and systemctl, by their paths.
  program,
  systemctl,
  outputDir,
  group,
  metricsFile ? null,
  hasBillOfMaterials ? false,
}:
let
  inherit (builtins) concatStringsSep dirOf;

  unit = words: alsoWrites: {
    # `compliance-evidence-at-switch` starts it anew: the switch itself need not wait for it.
    restartIfChanged = false;
    environment = {
      NIX_REMOTE = "daemon";
      XDG_CACHE_HOME = "/var/cache/nixfleet-compliance";
    };
    unitConfig.RequiresMountsFor = [ outputDir ];
    serviceConfig = import ./collector-service.nix {
      inherit alsoWrites group outputDir;
      command = [ program ] ++ words;
    };
  };
  metrics =
    if metricsFile == null then
      [ ]
    else
      [
        "--metrics-file"
        metricsFile
      ];
  generator = "compliance-sbom-generator.service";
  collector = "compliance-evidence-collector.service";
in
{
  compliance-evidence-collector =
    unit ([ "collect" ] ++ metrics) (if metricsFile == null then [ ] else [ "-${dirOf metricsFile}" ])
    // {
      description = "Collect, sign and keep compliance evidence";
      # After a boot or a switch the units that are judged are up first. Where sshd waits for somebody to come, nobody has
      # made the host's key yet.
      wants = [ "sshd-keygen.service" ];
      after = [
        "multi-user.target"
        "sshd-keygen.service"
        generator
      ];
    };

  # Without RemainAfterExit it ends and is wanted again whenever multi-user.target is started: at boot, and at the end of every
  # switch. `restart`: evidence that is being collected just then may be of the system before.
  compliance-evidence-at-switch = {
    description = "Ask for evidence of the system that runs now";
    wantedBy = [ "multi-user.target" ];
    serviceConfig = {
      Type = "oneshot";
      ExecStart = concatStringsSep " " (
        [ "${systemctl} restart --no-block" ]
        ++ (if hasBillOfMaterials then [ generator ] else [ ])
        ++ [ collector ]
      );
    };
  };
}
// (
  if hasBillOfMaterials then
    {
      compliance-sbom-generator = unit [ "sbom" ] [ ] // {
        description = "Write the bill of materials of the running system";
        after = [ "nix-daemon.socket" ];
      };
    }
  else
    { }
)
