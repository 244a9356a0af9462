# That what is on the disks cannot be read without a key. Disks are laid out before a host is installed: of that nothing is
# configured here but where /tmp is.
{ config, lib, ... }:
let
  enforced = import ../lib/enforced.nix { inherit lib; };
  settingDeviation = import ../lib/setting-deviation.nix;
  cfg = config.compliance.controls.encryptionAtRest;
  # A file system of its own may well be encrypted; the probe looks.
  hasOwn = config.fileSystems ? "/tmp";
  inMemory = cfg.requireTmpOnTmpfs && cfg._meta.enforces "tmp-in-memory" && !hasOwn;
in
{
  imports = [
    (import ../lib/control.nix {
      id = "encryption-at-rest";
      options =
        { lib, ... }:
        let
          inherit (lib) types;
          mountPoints = types.listOf (types.strMatching "/.*");
        in
        {
          requireEncryptedSwap = {
            type = types.bool;
            default = true;
            stricter = "true";
            requirement = "swap-encrypted";
            description = "Whether swap has to be encrypted, in memory, or absent.";
            example = false;
          };
          requireTmpOnTmpfs = {
            type = types.bool;
            default = true;
            stricter = "true";
            requirement = "tmp-in-memory";
            description = ''
              Whether `/tmp` has to be in memory, or on an encrypted device. Enforced it is put in memory, unless it has a file
              system of its own; builds of Nix that need much room there may want `nix.settings.build-dir` elsewhere.
            '';
            example = false;
          };
          paths = {
            type = mountPoints;
            default = [ "/" ];
            description = "Everything that is mounted here or below has to be on encrypted devices.";
            example = [
              "/"
              "/srv"
            ];
          };
          exceptPaths = {
            type = mountPoints;
            default = [
              "/boot"
              "/efi"
            ];
            description = "Mount points that may be plain, and what is below them: firmware reads nothing that is encrypted.";
            example = [ "/boot" ];
          };
        };
    })
  ];

  config = lib.mkIf inMemory {
    boot.tmp.useTmpfs = enforced true;
    compliance.deviations = settingDeviation {
      control = "encryption-at-rest";
      requirement = "tmp-in-memory";
      setting = "boot.tmp.useTmpfs";
      value = config.boot.tmp.useTmpfs;
      demanded = true;
    };
  };
}
