/** A disko module that partitions one disk: a start for a host, to be adjusted before it is installed. */
export const diskConfig = (
  hostname: string,
): string => `# The disk of ${hostname}. nixos-anywhere erases it and lays it out like this.
{
  # Started by the firmware, from the partition ESP.
  boot.loader.systemd-boot.enable = true;
  boot.loader.efi.canTouchEfiVariables = true;

  disko.devices.disk.main = {
    type = "disk";
    # Adjust it: \`lsblk\` on the machine shows its disks; /dev/disk/by-id names stay the same.
    device = "/dev/sda";
    content = {
      type = "gpt";
      partitions = {
        # What the firmware starts from.
        ESP = {
          size = "512M";
          type = "EF00";
          content = {
            type = "filesystem";
            format = "vfat";
            mountpoint = "/boot";
            mountOptions = [ "umask=0077" ];
          };
        };
        root = {
          size = "100%";
          content = {
            type = "btrfs";
            # Also when there is a file system already.
            extraArgs = [ "-f" ];
            subvolumes = {
              "/root" = {
                mountpoint = "/";
                mountOptions = [ "compress=zstd" "noatime" ];
              };
              "/home" = {
                mountpoint = "/home";
                mountOptions = [ "compress=zstd" "noatime" ];
              };
              # What has to stay on machines that forget the rest when they start.
              "/persist" = {
                mountpoint = "/persist";
                mountOptions = [ "compress=zstd" "noatime" ];
              };
              "/nix" = {
                mountpoint = "/nix";
                mountOptions = [ "compress=zstd" "noatime" ];
              };
            };
          };
        };
      };
    };
  };
}
`;
