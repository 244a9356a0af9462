# What is known of a host's backups while it is built: for how many days they are kept, and where it is written how they went.
# `backup` is nixfleet.backup, or nothing.
backup:
let
  folder = backup.stateDirectory or "/var/lib/nixfleet-backup";
  isKnown = backup.enable or false && backup.backend or null != null;
  inherit (backup) retention;
  days = builtins.foldl' (most: each: if each > most then each else most) 0 [
    retention.daily
    (7 * retention.weekly)
    (365 * retention.monthly / 12)
  ];
in
{
  keptDays = if isKnown && days > 0 then days else null;
  statusFile = "${folder}/status.json";
  verifyFile = "${folder}/verify.json";
}
