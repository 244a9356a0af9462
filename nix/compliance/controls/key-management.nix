# That the host's keys are of the kind that is wanted, and renewed in time. Which keys sshd has is set; a key is never
# renewed, for a new one is announced to people.
{
  config,
  lib,
  options,
  ...
}:
let
  # Stronger than the default of NixOS and than nothing else: whoever says where keys are has keys there, and clients that
  # know them.
  inPlaceOfDefault = lib.mkOverride 1400;
  settingDeviation = import ../lib/setting-deviation.nix;
  cfg = config.compliance.controls.keyManagement;
  inherit (config.services.openssh) hostKeys;

  wanted = import ../lib/host-keys.nix (lib.unique cfg.requiredAlgorithms);
  openers = import ../lib/opened-by-host-keys.nix { inherit lib config options; };
  orphaned = import ../../lib/orphaned-initrd-keys.nix { inherit lib config options; };
  shownKey = key: ''{ type = "${key.type}"; path = "${key.path}"; }'';
  kinds = map (key: key.type or "unknown") hostKeys;
  unwanted = lib.subtractLists cfg.requiredAlgorithms kinds;
  hasSshd = config.services.openssh.enable || config.services.openssh.generateHostKeys or false;
in
{
  imports = [
    (import ../lib/control.nix {
      id = "key-management";
      options =
        { lib, ... }:
        let
          inherit (lib) types;
        in
        {
          maxKeyAgeDays = {
            type = types.ints.positive;
            default = 365;
            stricter = "smaller";
            requirement = "key-age";
            description = "How old a host key of SSH may be, in days.";
            example = 180;
          };
          requiredAlgorithms = {
            type = types.listOf (
              types.enum [
                "ed25519"
                "ecdsa"
                "rsa"
              ]
            );
            default = [ "ed25519" ];
            description = ''
              The kinds of host keys that there have to be; any other is a finding. Enforced, sshd has these and no other
              (`services.openssh.hostKeys`, where NixOS by itself has one of RSA too), unless agenix or sops-nix may be
              decrypting secrets with another: then it is you who says so, when they are encrypted to these.
            '';
            example = [
              "ed25519"
              "rsa"
            ];
          };
        };
      # Since when a key is known, earlier evidence remembers.
      probe =
        { config, ... }:
        { evidenceFile = "${config.compliance.evidence.collector.outputDir}/evidence.json"; };
    })
  ];

  config = lib.mkIf (cfg.enable && cfg._meta.enforces "algorithms") {
    services.openssh.hostKeys = lib.mkIf (openers == [ ] && wanted != [ ]) (inPlaceOfDefault wanted);

    compliance.deviations = lib.optionals hasSshd (settingDeviation {
      control = "key-management";
      requirement = "algorithms";
      setting = "services.openssh.hostKeys";
      value = kinds;
      demanded = cfg.requiredAlgorithms;
      isMet = unwanted == [ ] && lib.subtractLists kinds cfg.requiredAlgorithms == [ ];
    });

    warnings =
      lib.optional (orphaned != [ ]) ''
        compliance: the initrd shows ${lib.concatStringsSep ", " orphaned} (boot.initrd.network.ssh.hostKeys), which sshd no longer
        has and no longer makes. Keep that file, or make the initrd a key of its own (ssh-keygen -t ed25519 -N "" -f
        /etc/secrets/initrd/ssh_host_ed25519_key) and name it there.
      ''
      ++ lib.optional (openers != [ ] && unwanted != [ ]) ''
        compliance: sshd keeps its host keys of ${lib.concatStringsSep ", " unwanted}, which policy does not have, for this
        host's secrets may be encrypted to them (${lib.concatStringsSep ", " openers}). Encrypt the secrets to the key of
        ${lib.concatStringsSep ", " cfg.requiredAlgorithms}, and then say which keys sshd has:
        services.openssh.hostKeys = [ ${lib.concatMapStringsSep " " shownKey wanted} ];
      '';
  };
}
