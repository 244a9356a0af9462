# What the disk templates are put together from, in disko's words.
let
  # `root` is the label of the original's disks, kept so that machines that were installed with it match what they have.
  label = "root";

  mountOptions = [
    "compress=zstd"
    "noatime"
  ];
in
{
  inherit label;

  # The partition that UEFI firmware boots from.
  esp = size: {
    type = "EF00";
    start = "1M";
    end = size;
    content = {
      type = "filesystem";
      format = "vfat";
      mountpoint = "/boot";
      # The boot loader's random seed lies here: nobody but root reads it.
      mountOptions = [ "umask=0077" ];
    };
  };

  # Room for GRUB on a disk with GPT that BIOS firmware boots from.
  biosBoot = {
    type = "EF02";
    start = "1M";
    end = "2M";
  };

  # The rest of the disk.
  rest = content: {
    size = "100%";
    inherit content;
  };

  ext4 = {
    type = "filesystem";
    format = "ext4";
    mountpoint = "/";
  };

  # persistRoot: where what is kept is mounted, null when the root itself is kept. keepsBoot: whether /boot is kept though
  # the root is not and no partition has it; GRUB reads it by the name of its subvolume.
  btrfs =
    {
      persistRoot ? null,
      keepsBoot ? false,
      withSwap,
      swapSize,
    }:
    {
      type = "btrfs";
      extraArgs = [
        "-L"
        label
        "-f"
      ];
      subvolumes = {
        "@root" = {
          mountpoint = "/";
          inherit mountOptions;
        };
        "@nix" = {
          mountpoint = "/nix";
          inherit mountOptions;
        };
      }
      // (
        if persistRoot == null then
          { }
        else
          {
            "@persist" = {
              mountpoint = persistRoot;
              inherit mountOptions;
            };
          }
      )
      // (
        if keepsBoot then
          {
            "@boot" = {
              mountpoint = "/boot";
              inherit mountOptions;
            };
          }
        else
          { }
      )
      // (
        if withSwap then
          {
            "@swap" = {
              mountpoint = "/.swapvol";
              swap.swapfile.size = swapSize;
            };
          }
        else
          { }
      );
    };

  luks = content: {
    type = "luks";
    name = "cryptroot";
    # Without it the disk never learns which blocks are free; what it tells an attacker is how full the disk is.
    settings.allowDiscards = true;
    inherit content;
  };
}
