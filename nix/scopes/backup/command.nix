# The options of the scope as the arguments and the environment of the backup's script; null without a backend.
{ config }:
let
  cfg = config.nixfleet.backup;
  borg = cfg.borgbackup;
  # The scope of that name may not be there.
  impermanence = config.nixfleet.impermanence or { };
in
if cfg.backend == null then
  null
else
  import ../../lib/backup-command.nix {
    inherit (config.hostSpec) hostName;
    inherit (cfg)
      backend
      bandwidthLimit
      exclude
      lockWait
      paths
      retention
      stateDirectory
      ;
    persistRoot = if impermanence.enable or false then impermanence.persistRoot else null;
    inherit (cfg.${cfg.backend}) repository;
    inherit (cfg.verify) readPercent;
    inherit (borg) encryption;
    passwordFile = if cfg.backend == "restic" then cfg.restic.passwordFile else borg.passphraseFile;
  }
