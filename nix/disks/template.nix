# A disk template: parameters to a module with one disk, `disk0`, of GPT.
#
# name: of the template; takes: names of its parameters; partitions: from the parameters, and from where the host keeps
# what is kept, to the disk's partitions.
{
  name,
  takes,
  partitions,
}:
given:
let
  parameters = import ./parameters.nix {
    template = name;
    inherit takes given;
  };
  inherit (import ./partitions.nix) label;
in
{ config, lib, ... }:
let
  # The contents of a disk's partitions, those within LUKS too.
  partitionsOf = disk: lib.attrValues (disk.content.partitions or { });
  contents = disk: map (partition: opened (partition.content or { })) (partitionsOf disk);
  opened = content: if (content.type or null) == "luks" then content.content or { } else content;
  isLabelled = content: lib.elem label (content.extraArgs or [ ]);
  disks = config.disko.devices.disk or { };
  labelled = lib.attrNames (lib.filterAttrs (_: disk: builtins.any isLabelled (contents disk)) disks);
in
{
  _file = "nixfleet disk template ${name}";

  # Evaluated at once and not when a partition is first looked at.
  disko.devices.disk.disk0 = builtins.deepSeq parameters {
    type = "disk";
    device = parameters.disk;
    content = {
      type = "gpt";
      partitions = partitions (
        parameters // { persistRoot = config.nixfleet.impermanence.persistRoot or "/persist"; }
      );
    };
  };

  assertions = [
    {
      assertion = builtins.length labelled <= 1;
      message = ''
        The disks ${lib.concatStringsSep ", " labelled} (disko.devices.disk) would all carry the file system label
        "${label}", and which of them is mounted by it would be chance. Give the disks that you add labels of their own
        (extraArgs = [ "-L" "data" ]); the disk template ${name} keeps "${label}" for the disk with the root.
      '';
    }
  ];
}
