{
  lib,
  mkHost,
  scopes,
  ...
}:
let
  templates = scopes.disk-templates;
  config =
    template: parameters: more:
    (mkHost {
      hostName = "disk-01";
      platform = "x86_64-linux";
      hostSpec.userName = "deploy";
      modules = [
        (templates.${template} parameters)
        more
      ];
    }).config;
  diskOf = template: parameters: (config template parameters { }).disko.devices.disk.disk0;
  partitionsOf = template: parameters: (diskOf template parameters).content.partitions;
  # What is within the encryption where there is one.
  rootOf =
    template: parameters:
    let
      inherit ((partitionsOf template parameters).root) content;
    in
    if content.type == "luks" then content.content else content;
  mounts =
    template: parameters:
    lib.mapAttrs (_: subvolume: subvolume.mountpoint) (rootOf template parameters).subvolumes;
  # Ours: these hosts have no boot loader, which NixOS refuses too.
  failed =
    config:
    lib.filter (lib.hasInfix "disk template") (
      map (each: each.message) (lib.filter (each: !each.assertion) config.assertions)
    );

  isUefi = name: !lib.hasSuffix "-bios" name;
  isBtrfs = name: name != "ext4";
  isImpermanent = name: lib.hasInfix "impermanence" name;
  names = lib.attrNames templates;

  dataDisk = label: {
    disko.devices.disk.data = {
      device = "/dev/sdb";
      content = {
        type = "gpt";
        partitions.data = {
          size = "100%";
          content = {
            type = "btrfs";
            extraArgs = [
              "-L"
              label
            ];
          };
        };
      };
    };
  };

  claim = msg: check: { inherit check msg; };
in
[
  (claim "there are six templates" (
    names == [
      "btrfs"
      "btrfs-bios"
      "btrfs-impermanence"
      "btrfs-impermanence-bios"
      "ext4"
      "luks-btrfs-impermanence"
    ]
  ))
  (claim "ext4 is a root and nothing else" (
    let
      root = rootOf "ext4" { };
    in
    root.type == "filesystem" && root.format == "ext4" && root.mountpoint == "/"
  ))
  (claim "the encrypted one opens as cryptroot and tells its disk what is free" (
    let
      inherit ((partitionsOf "luks-btrfs-impermanence" { }).root) content;
    in
    content.type == "luks" && content.name == "cryptroot" && content.settings.allowDiscards
  ))
  (claim "a size without unit is in GiB" (
    (rootOf "btrfs" {
      withSwap = true;
      swapSize = 16;
    }).subvolumes."@swap".swap.swapfile.size == "16G"
  ))
  (claim "a size may have a unit" (
    (rootOf "btrfs" {
      withSwap = true;
      swapSize = "512M";
    }).subvolumes."@swap".swap.swapfile.size == "512M"
  ))
  (claim "what is kept is mounted where the host keeps it" (
    let
      host = config "btrfs-impermanence" { } {
        imports = [ scopes.impermanence ];
        nixfleet.impermanence.persistRoot = "/keep";
      };
      inherit (host.disko.devices.disk.disk0.content.partitions.root) content;
    in
    content.subvolumes."@persist".mountpoint == "/keep"
  ))
  (claim "a second disk with a label of its own is taken" (
    failed (config "btrfs" { } (dataDisk "data")) == [ ]
  ))
  (claim "a second disk with the root's label is refused" (
    lib.any (lib.hasInfix "data, disk0") (failed (config "btrfs" { } (dataDisk "root")))
    && lib.any (lib.hasInfix "data, disk0") (failed (config "luks-btrfs-impermanence" { } (dataDisk "root")))
  ))
]
++ lib.concatMap (name: [
  (claim "${name} is one disk of GPT, where the host says" (
    let
      disk = diskOf name { disk = "/dev/disk/by-id/nvme-1"; };
    in
    disk.type == "disk" && disk.device == "/dev/disk/by-id/nvme-1" && disk.content.type == "gpt"
  ))
  (claim "${name} stands in modules without parameters" (
    (diskOf name { }).device == "/dev/vda" && (partitionsOf name { }).root.size == "100%"
  ))
  (claim "${name} boots" (
    if isUefi name then
      let
        inherit (partitionsOf name { espSize = "1G"; }) ESP;
      in
      ESP.type == "EF00"
      && ESP.start == "1M"
      && ESP.end == "1G"
      && ESP.content.mountpoint == "/boot"
      && ESP.content.mountOptions == [ "umask=0077" ]
    else
      let
        inherit (partitionsOf name { }) boot;
      in
      boot.type == "EF02" && boot.start == "1M" && boot.end == "2M"
  ))
]) names
++ lib.concatMap (name: [
  (claim "${name} has its subvolumes" (
    mounts name { } == {
      "@root" = "/";
      "@nix" = "/nix";
    }
    // lib.optionalAttrs (isImpermanent name) { "@persist" = "/persist"; }
    // lib.optionalAttrs (isImpermanent name && !isUefi name) { "@boot" = "/boot"; }
  ))
  (claim "${name} has swap when it is asked to" (
    mounts name { withSwap = true; } == mounts name { } // { "@swap" = "/.swapvol"; }
  ))
  (claim "${name} compresses, and writes nothing when something is read" (
    (rootOf name { }).subvolumes."@root".mountOptions == [
      "compress=zstd"
      "noatime"
    ]
  ))
  (claim "${name} has the label root" (lib.elem "root" (rootOf name { }).extraArgs))
]) (lib.filter isBtrfs names)
++ map (
  name:
  claim "${name} starts from a /boot that the wipe of the root leaves" (
    let
      partitions = lib.attrValues (partitionsOf name { });
      ofPartitions = map (each: each.content.mountpoint or null) partitions;
      ofSubvolumes = lib.attrValues (removeAttrs (mounts name { }) [ "@root" ]);
    in
    lib.elem "/boot" (ofPartitions ++ ofSubvolumes)
  )
) (lib.filter isImpermanent names)
