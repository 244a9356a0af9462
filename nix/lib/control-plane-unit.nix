# The systemd unit of the control plane, as `systemd.services` has it: a user of its own that may do nothing but serve.
# `service` is what the module's options hold, `program` the path of the executable, `coreutils` that of its package, `copier`
# that of control-plane-secrets.sh.
{
  service,
  program,
  coreutils,
  copier,
}:
let
  inherit (builtins) concatStringsSep filter;

  argument = import ./systemd-argument.nix;
  words = list: concatStringsSep " " (map argument list);

  state = import ./state-folder.nix service.dbPath;
  secrets = import ./control-plane-secrets.nix { inherit service coreutils copier; };
  user = import ./control-plane-user.nix;
  addresses = filter (address: address != null) (
    map (text: if text == null then null else import ./listen-address.nix text) [
      service.listen
      service.metricsListen
    ]
  );
  needsLowPort = filter (address: address.port < 1024) addresses != [ ];
  capabilities = if needsLowPort then [ "CAP_NET_BIND_SERVICE" ] else [ "" ];

  # As root, outside of the sandbox: `+`.
  asRoot = command: if secrets.isNeeded then [ "+${command}" ] else [ ];
  copying = asRoot secrets.copying;

  # systemd looks at the owner of the folder only: a database that root has put into it, by `import-v0`
  # or as a copied backup, needs this.
  taken =
    "+-${coreutils}/bin/chown "
    + words (
      [
        "--silent"
        "--no-dereference"
        "${user}:${user}"
      ]
      ++ map (suffix: "${service.dbPath}${suffix}") [
        ""
        "-wal"
        "-shm"
        ".lock"
      ]
    );
in
{
  description = "NixFleet control plane";
  wantedBy = [ "multi-user.target" ];
  after = [ "network-online.target" ];
  wants = [ "network-online.target" ];
  unitConfig.RequiresMountsFor = [ state.folder ];

  serviceConfig = {
    Type = "simple";
    ExecStartPre = asRoot secrets.making ++ copying ++ [ taken ];
    ExecStart = words (
      import ./control-plane-command.nix {
        inherit program;
        inherit (secrets) service;
      }
    );
    ExecReload = copying ++ [ "${coreutils}/bin/kill -HUP $MAINPID" ];
    ExecStopPost = asRoot secrets.removing;
    Restart = "always";
    RestartSec = 10;
    # It gives itself nine seconds.
    TimeoutStopSec = 20;

    User = user;
    Group = user;
    UMask = "0077";
    # A connection is a file; the rest is for the database and for its own ends.
    LimitNOFILE = service.maxConnections + 4096;

    AmbientCapabilities = capabilities;
    CapabilityBoundingSet = capabilities;
    NoNewPrivileges = true;
    ProtectSystem = "strict";
    ProtectHome = true;
    ProtectProc = "invisible";
    ProtectClock = true;
    ProtectControlGroups = true;
    ProtectHostname = true;
    ProtectKernelLogs = true;
    ProtectKernelModules = true;
    ProtectKernelTunables = true;
    PrivateDevices = true;
    PrivateTmp = true;
    # A user namespace has no say about the ports of the machine.
    PrivateUsers = !needsLowPort;
    RemoveIPC = true;
    RestrictAddressFamilies = [
      "AF_UNIX"
      "AF_INET"
      "AF_INET6"
      # Node asks for the machine's addresses when it listens on all of them.
      "AF_NETLINK"
    ];
    RestrictNamespaces = true;
    RestrictRealtime = true;
    RestrictSUIDSGID = true;
    LockPersonality = true;
    KeyringMode = "private";
    SystemCallArchitectures = "native";
    SystemCallFilter = [
      "@system-service"
      "~@privileged @resources"
    ];
    SystemCallErrorNumber = "EPERM";
    # Not MemoryDenyWriteExecute: Node compiles JavaScript while it runs. Not ProcSubset: it reads
    # /proc/meminfo.
  }
  // (
    if state.stateDirectory == null then
      { ReadWritePaths = [ state.folder ]; }
    else
      {
        StateDirectory = state.stateDirectory;
        StateDirectoryMode = "0700";
      }
  );
}
