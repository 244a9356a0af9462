# What the units of evidence may do and see, as the value of `serviceConfig`. They are root's: probes read what only root may.
{
  # Where evidence goes, the group that may read it, and what else is written to.
  outputDir,
  group,
  alsoWrites ? [ ],
  # The argv.
  command,
}:
let
  argument = import ../../lib/systemd-argument.nix;
  below = builtins.match "/var/lib/(.+)" outputDir;
in
{
  Type = "oneshot";
  ExecStart = builtins.concatStringsSep " " (map argument command);
  # Each probe has a limit of its own; this is for what comes after them.
  TimeoutStartSec = "30min";
  Nice = 10;
  IOSchedulingPriority = 7;

  Group = group;
  UMask = "0027";

  # The machine is read-only but for the evidence, and for /run, which is among what ProtectControlGroups mounts (MountAPIVFS).
  # `/nix` too: Nix is asked through its daemon. ProtectSystem alone leaves homes writable.
  ProtectSystem = "strict";
  ProtectHome = "read-only";
  # Nix notes there what it knows of caches, and /root is read-only.
  CacheDirectory = "nixfleet-compliance";
  CacheDirectoryMode = "0700";
  NoNewPrivileges = true;
  ProtectControlGroups = true;
  ProtectKernelModules = true;
  LockPersonality = true;
  RestrictNamespaces = true;
  RestrictRealtime = true;
  RestrictSUIDSGID = true;
  SystemCallArchitectures = "native";
  # Probes need no network: the firewall's rules and the interfaces are asked by netlink, systemd by its socket. A fleet's own
  # may ask a service of this host.
  IPAddressAllow = "localhost";
  IPAddressDeny = "any";
  RestrictAddressFamilies = [
    "AF_UNIX"
    "AF_NETLINK"
    "AF_INET"
    "AF_INET6"
  ];

  # Not here, because a probe would see another machine than this one:
  # - PrivateTmp: `encryption-at-rest` judges /tmp itself;
  # - PrivateDevices, DeviceAllow: `encryption-at-rest` and `key-management` ask LUKS headers and the TPM;
  # - PrivateNetwork: `network-segmentation` judges the rules and interfaces of the host;
  # - PrivateUsers, ProcSubset, ProtectProc: users, processes and mounts of the whole host are looked at;
  # - ProtectHome = true: a fleet's own probes look at homes;
  # - ProtectKernelTunables, ProtectKernelLogs: settings of the kernel are what `baseline-hardening` is about.
  # And not MemoryDenyWriteExecute: Node compiles JavaScript to machine code while it runs.
}
// (
  # systemd makes a folder where it may; elsewhere tmpfiles does. What is made in it belongs to its group.
  if below == null then
    { }
  else
    {
      StateDirectory = builtins.head below;
      StateDirectoryMode = "2750";
    }
)
// (
  let
    paths = (if below == null then [ outputDir ] else [ ]) ++ alsoWrites;
  in
  if paths == [ ] then { } else { ReadWritePaths = paths; }
)
