{ aHost, scopes, ... }:
let
  key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHVH5UqYDbcKJ2YVHvR1qEUW1oWzqOfcuM5g5xJqXf0l";
  settings = {
    nixfleet.distributedBuilds = {
      enable = true;
      machines = [
        {
          hostName = "builder-01";
          systems = [
            "x86_64-linux"
            "aarch64-linux"
          ];
          sshKeyFile = "/run/secrets/nix-build-key";
          supportedFeatures = [ "kvm" ];
          publicHostKey = key;
        }
      ];
    };
  };
  linux = aHost {
    modules = [
      scopes.remote-builders
      settings
    ];
  };
  mac = aHost {
    platform = "aarch64-darwin";
    modules = [
      scopes.remote-buildersDarwin
      settings
    ];
  };
  unknown = aHost {
    modules = [
      scopes.remote-builders
      {
        nixfleet.distributedBuilds = {
          enable = true;
          machines = [
            {
              hostName = "builder-02";
              systems = [ "x86_64-linux" ];
              sshKeyFile = "/run/secrets/nix-build-key";
            }
          ];
        };
      }
    ];
  };
  machine = builtins.head linux.nix.buildMachines;
in
[
  {
    check =
      linux.nix.distributedBuilds
      && machine.hostName == "builder-01"
      && machine.sshUser == "nix-build";
    msg = "builds go to the builder";
  }
  {
    check =
      machine.maxJobs == 4
      && machine.speedFactor == 1
      && machine.sshKey == "/run/secrets/nix-build-key";
    msg = "as the options say";
  }
  {
    check =
      linux.programs.ssh.knownHosts.builder-01.publicKey == key
      && mac.programs.ssh.knownHosts.builder-01.publicKey == key;
    msg = "the builder is known by its key";
  }
  {
    check =
      mac.environment.etc."nix/machines".text == ''
        ssh://nix-build@builder-01 x86_64-linux,aarch64-linux /run/secrets/nix-build-key 4 1 kvm -
      '';
    msg = "on a Mac Nix reads the builders from a file of ours";
  }
  {
    check =
      builtins.match "(.|\n)*builders = @/etc/nix/machines\n(.|\n)*" mac.nixfleet.nixCustomConf != null;
    msg = "of which it is told";
  }
  {
    check =
      builtins.any (text: builtins.match ".*builder-02.*publicHostKey.*" text != null) unknown.warnings;
    msg = "a builder whose key is not known is warned of";
  }
]
