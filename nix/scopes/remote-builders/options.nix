# Machines that build for this one: the same options on NixOS and on macOS.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  cfg = config.nixfleet.distributedBuilds;
  secretPath = import ../../lib/secret-path.nix { inherit lib; };
  inherit (import ../../lib/ssh-public-key.nix { inherit lib; }) sshHostKey;
  unknown = builtins.filter (machine: machine.publicHostKey == null) cfg.machines;

  machine = types.submodule {
    options = {
      hostName = mkOption {
        type = types.strMatching "[A-Za-z0-9.:_-]+";
        description = "Name or address of the builder.";
        example = "builder-01.example.org";
      };
      systems = mkOption {
        type = types.nonEmptyListOf types.str;
        description = "Systems that it builds for.";
        example = [
          "x86_64-linux"
          "aarch64-linux"
        ];
      };
      sshUser = mkOption {
        type = types.strMatching "[A-Za-z_][A-Za-z0-9_.-]*";
        default = "nix-build";
        description = "Its user to log in as, who has to be one of its `trusted-users`.";
        example = "builder";
      };
      sshKeyFile = mkOption {
        type = secretPath;
        description = "File on this machine with the SSH key to log in with; root reads it, and it has no passphrase.";
        example = "/run/secrets/nix-build-key";
      };
      maxJobs = mkOption {
        type = types.ints.positive;
        default = 4;
        description = "How many builds at a time it gets from this machine.";
        example = 16;
      };
      speedFactor = mkOption {
        type = types.ints.positive;
        default = 1;
        description = "How fast it is, compared with the others: of several that could build, the fastest gets the work.";
        example = 2;
      };
      supportedFeatures = mkOption {
        type = types.listOf types.str;
        default = [ ];
        description = "What it can do that some builds ask for.";
        example = [
          "big-parallel"
          "kvm"
        ];
      };
      publicHostKey = mkOption {
        type = types.nullOr sshHostKey;
        default = null;
        description = "Its SSH host key, as in `/etc/ssh/ssh_host_ed25519_key.pub`, by which this machine knows it.";
        example = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHVH5UqYDbcKJ2YVHvR1qEUW1oWzqOfcuM5g5xJqXf0l";
      };
    };
  };
in
{
  options.nixfleet.distributedBuilds = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether other machines build for this one; without any in `machines` nothing changes.";
      example = true;
    };
    machines = mkOption {
      type = types.listOf machine;
      default = [ ];
      description = "The machines that build.";
      example = lib.literalExpression ''[ { hostName = "builder-01"; systems = [ "x86_64-linux" ]; sshKeyFile = "/run/secrets/nix-build-key"; } ]'';
    };
  };

  config = lib.mkIf (cfg.enable && cfg.machines != [ ]) {
    warnings = lib.optional (unknown != [ ]) "nixfleet.distributedBuilds: the host keys of ${
      lib.concatMapStringsSep ", " (each: each.hostName) unknown
    } are not known. Nobody is there to confirm them when a build connects, and it fails: set publicHostKey.";

    programs.ssh.knownHosts = lib.listToAttrs (
      map (each: lib.nameValuePair each.hostName { publicKey = each.publicHostKey; }) (
        builtins.filter (each: each.publicHostKey != null) cfg.machines
      )
    );
  };
}
