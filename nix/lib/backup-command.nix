# What the backup scripts (nix/scopes/backup/scripts) are called with: lists of arguments, and the environment in which restic and Borg
# find their repository. No secret is in either: only names of files.
{
  hostName,
  # "restic" or "borgbackup".
  backend,
  repository,
  paths,
  exclude,
  retention,
  stateDirectory,
  # Where a machine that forgets everything else keeps what it keeps: there the state is a second time.
  persistRoot ? null,
  # Seconds to wait for somebody else's lock.
  lockWait,
  # KiB a second; null: as fast as it goes.
  bandwidthLimit ? null,
  # How much of the data a verification reads, in percent.
  readPercent ? 0,
  passwordFile ? null,
  encryption ? "repokey",
}:
let
  inherit (builtins) attrNames concatMap replaceStrings;

  limit = flag: if bandwidthLimit == null then [ ] else [ "${flag}=${toString bandwidthLimit}" ];
  keep = concatMap (
    span: if retention.${span} > 0 then [ "--keep-${span}=${toString retention.${span}}" ] else [ ]
  ) (attrNames retention);
  # Caches of the backup itself are no part of what is to be saved; its state beside them is.
  excludes = map (pattern: "--exclude=${pattern}") (
    exclude
    ++ concatMap (state: [
      "${state}/cache"
      "${state}/borg"
    ]) ([ stateDirectory ] ++ (if persistRoot == null then [ ] else [ (persistRoot + stateDirectory) ]))
  );
  # As a shell would read it: Borg splits the command that way.
  quoted = text: "'${replaceStrings [ "'" ] [ "'\\''" ] text}'";

  common = {
    NIXFLEET_BACKUP_STATE = stateDirectory;
    NIXFLEET_BACKUP_HOST = hostName;
    NIXFLEET_BACKUP_LOCK_WAIT = toString lockWait;
  };
in
{
  restic = {
    environment = common // {
      RESTIC_REPOSITORY = repository;
      RESTIC_PASSWORD_FILE = passwordFile;
      RESTIC_CACHE_DIR = "${stateDirectory}/cache";
    };
    backup = [
      "backup"
      "--host=${hostName}"
      "--tag=${hostName}"
    ]
    ++ limit "--limit-upload"
    ++ excludes
    ++ [ "--" ]
    ++ paths
    ++ [
      "--"
      "--host=${hostName}"
      "--tag=${hostName}"
      # Else a change of `paths` would leave the snapshots of the former ones behind for ever.
      "--group-by=host"
    ]
    ++ keep;
    verify = [
      "verify"
      hostName
      (toString readPercent)
    ];
  };

  borgbackup = {
    environment =
      common
      // {
        BORG_REPO = repository;
        BORG_BASE_DIR = "${stateDirectory}/borg";
        # Nobody is there to answer: a repository that moved is not to be believed, one without encryption was asked for.
        BORG_RELOCATED_REPO_ACCESS_IS_OK = "no";
        BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK = if encryption == "none" then "yes" else "no";
      }
      // (
        if passwordFile == null then
          { }
        else
          { BORG_PASSCOMMAND = "cat ${quoted passwordFile}"; }
      );
    backup = [
      "backup"
      hostName
      encryption
      "--stats"
    ]
    ++ limit "--upload-ratelimit"
    ++ excludes
    ++ [ "--" ]
    ++ paths
    ++ [ "--" ]
    ++ keep;
    verify = [
      "verify"
      hostName
    ];
  };
}
.${backend}
