# Which private keys of this host open its secrets. The scope decrypts nothing: a fleet gives `resolvedIdentityPaths` to
# agenix or sops-nix.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.nixfleet.secrets;
  paths = cfg.identityPaths;
  secretPath = import ../lib/secret-path.nix { inherit lib; };

  hasHostKey = paths.hostKey != null;
  hasUserKey = paths.enableUserKey && paths.userKey != null;

  # What decrypts at activation runs before kept files are put in their places: on a host that is wiped at every boot the
  # key is read where it is kept.
  impermanence = config.nixfleet.impermanence or { enable = false; };
  where =
    path: if cfg.enable && impermanence.enable then "${impermanence.persistRoot}${path}" else path;
  own =
    lib.optional hasHostKey (where paths.hostKey) ++ lib.optional hasUserKey (where paths.userKey);

  inherit (config.hostSpec) userName;
in
{
  imports = [ ../modules/_host/persistence.nix ];

  options.nixfleet.secrets = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the host's keys are made, checked and kept, so that its secrets can be decrypted.";
      example = true;
    };
    identityPaths = {
      hostKey = mkOption {
        type = types.nullOr secretPath;
        default = "/etc/ssh/ssh_host_ed25519_key";
        description = "The host's own key; made at boot when it is missing. null: the host has none.";
        example = "/etc/ssh/ssh_host_ed25519_key";
      };
      userKey = mkOption {
        type = types.nullOr secretPath;
        default = "${config.hostSpec.home}/.keys/id_ed25519";
        defaultText = lib.literalExpression ''"''${config.hostSpec.home}/.keys/id_ed25519"'';
        description = "Key of the primary user, in a directory of its own; it is never made, somebody has to bring it.";
        example = "/home/alice/.keys/id_ed25519";
      };
      enableUserKey = mkOption {
        type = types.bool;
        default = true;
        description = "Whether the primary user's key opens secrets too. Servers have nobody who brings one.";
        example = false;
      };
      extra = mkOption {
        type = types.listOf secretPath;
        default = [ ];
        description = "Further keys, as the one of a security module. NixFleet neither makes nor keeps them.";
        example = [ "/var/lib/keys/recovery" ];
      };
    };
    resolvedIdentityPaths = mkOption {
      type = types.listOf types.str;
      readOnly = true;
      internal = true;
      default = own ++ paths.extra;
      defaultText = lib.literalMD "`hostKey`, `userKey` and `extra`";
      description = "The keys that there are, first the host's: for agenix's `age.identityPaths` or sops-nix' `sops.age.sshKeyPaths`.";
      example = [ "/etc/ssh/ssh_host_ed25519_key" ];
    };
  };

  config = lib.mkIf cfg.enable {
    nixfleet.persistence = {
      files = lib.optionals hasHostKey [
        paths.hostKey
        "${paths.hostKey}.pub"
      ];
      # Of an account that is not declared nobody knows the home: what is kept below it would make it root's.
      directories = lib.optional (hasUserKey && config.users.users ? ${userName}) {
        directory = dirOf paths.userKey;
        user = userName;
        group = config.users.users.${userName}.group or "users";
        mode = "0700";
      };
    };

    systemd.services.nixfleet-host-key-check = lib.mkIf hasHostKey {
      description = "Make the host's key when it is missing";
      wantedBy = [ "multi-user.target" ];
      before = [
        "sshd.service"
        "sshd-keygen.service"
      ];
      # An empty one is what a power cut left of it.
      unitConfig.ConditionFileNotEmpty = "!${paths.hostKey}";
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
      };
      path = [ pkgs.openssh ];
      script = ''
        key=${lib.escapeShellArg paths.hostKey}
        mkdir -p "$(dirname "$key")"
        # What is there is empty, and may be a link to where it is kept or mounted from there: written to, not removed.
        if [ -e "$key" ]; then chmod 0600 "$key"; fi
        echo y | ssh-keygen -q -t ed25519 -N "" -C ${lib.escapeShellArg "root@${config.hostSpec.hostName}"} -f "$key" >/dev/null
        sync "$key" "$key.pub"
      '';
    };

    system.activationScripts.nixfleet-identity-check = {
      deps = [ "users" ];
      text = lib.concatMapStrings (path: ''
        if [ ! -e ${lib.escapeShellArg path} ]; then
          echo ${lib.escapeShellArg "nixfleet: the key ${path} (nixfleet.secrets.identityPaths) is missing: secrets that only it opens stay closed."} >&2
        fi
      '') cfg.resolvedIdentityPaths;
    };

    assertions = [
      {
        assertion = cfg.resolvedIdentityPaths != [ ];
        message = ''
          nixfleet.secrets.enable is set, but no key is named that could open a secret: set nixfleet.secrets.identityPaths.hostKey,
          .userKey (with .enableUserKey) or .extra, or switch the scope off.
        '';
      }
      {
        # All of the directory is kept and made 0700 of the user's: that must not be the home itself.
        assertion = !hasUserKey || dirOf paths.userKey != config.hostSpec.home;
        message = ''
          nixfleet.secrets.identityPaths.userKey is ${toString paths.userKey}, directly in the home directory: put the key into a
          directory of its own, as ${config.hostSpec.home}/.keys, which is what is kept when the root is wiped.
        '';
      }
    ];
  };
}
