# What gives the control plane a certificate, key, CA or bootstrap token that was replaced, without a restart. `timer` and `unit`
# are as `systemd.timers` and `systemd.services` have them.
#
# Not a path unit: systemd may miss that a folder's link leads elsewhere, which is how agenix and sops-nix replace files.
{
  service,
  coreutils,
  copier,
}:
let
  secrets = import ./control-plane-secrets.nix { inherit service coreutils copier; };
in
{
  inherit (secrets) isNeeded;

  timer = {
    description = "Look for renewed certificates of the NixFleet control plane";
    wantedBy = [ "timers.target" ];
    timerConfig.OnCalendar = "*:0/15";
  };

  # The program watches its copies.
  unit = {
    description = "Renew the certificates of the NixFleet control plane";
    unitConfig.ConditionPathIsDirectory = secrets.folder;
    serviceConfig = {
      Type = "oneshot";
      ExecStart = secrets.copying;
    };
  };
}
