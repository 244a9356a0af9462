# What the VM tests share: machines made of the very modules that mkHost puts on every host, one set of certificates for
# all of them, and the words in which a test speaks to a fleet (fleet.py).
{
  lib,
  scopes,
  modules,
  packages,
  ...
}:
let
  # One set for every test, so that the closures of the machines are shared between them.
  names = [
    "web-01"
    "web-02"
    "db-01"
    "agent"
    "operator"
    "builder"
    "cache"
    "tagged"
    "unauth"
    "machine"
  ];

  # The files of one holder below /etc/nixfleet-tls. They are links and a copy for root alone: what is in the store is no
  # place for a key, and the modules refuse it there.
  tls =
    holder:
    { pkgs, ... }:
    let
      made = pkgs.callPackage ./certificates.nix { inherit names; };
    in
    {
      environment.etc = {
        "nixfleet-tls/ca.pem".source = "${made}/ca.pem";
        "nixfleet-tls/cert.pem".source = "${made}/${holder}.pem";
        "nixfleet-tls/key.pem" = {
          source = "${made}/${holder}.key";
          mode = "0400";
        };
      };
    };

  paths = {
    ca = "/etc/nixfleet-tls/ca.pem";
    cert = "/etc/nixfleet-tls/cert.pem";
    key = "/etc/nixfleet-tls/key.pem";
  };

  # A host as mkHost makes it, in mkHost's order, but for its disk and its platform: those are the test driver's.
  bare = hostName: extra: {
    imports = [
      ../../../modules/_host/host-spec.nix
      { hostSpec = { inherit hostName; }; }
      scopes.impermanence
      modules.nixos.nixfleet-core
      modules.nixos.nixfleet-agent
      modules.nixos.nixfleet-control-plane
      modules.nixos.nixfleet-cache-server
      modules.nixos.nixfleet-cache
      modules.nixos.nixfleet-microvm-host
      (
        { config, ... }:
        {
          system.stateVersion = "25.11";
          # The driver starts the kernel itself; nothing is written before it.
          boot.loader.systemd-boot.enable = lib.mkForce false;
          boot.loader.grub.enable = lib.mkForce false;
          # There is no network beyond the machines of the test, and a cache that is none costs time.
          nix.settings.substituters = lib.mkIf (!config.services.nixfleet-cache.enable) (lib.mkForce [ ]);
          virtualisation.memorySize = lib.mkDefault 1024;
        }
      )
      extra
    ];
  };

  # With the role that most VM tests have.
  host =
    hostName: extra:
    bare hostName {
      imports = [
        scopes.roles.workstation
        extra
      ];
      nixfleet.operators.users.operator = {
        isAdmin = true;
        sshAuthorizedKeys = [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA nobody@test"
        ];
      };
      # The other machines of the test open as many connections as they like.
      nixfleet.firewall.sshRateLimit.exempt = [
        "192.168.0.0/16"
        "2001:db8::/32"
      ];
    };

  # Somebody who has the CLI, and a certificate to show.
  operator =
    hostName: extra:
    host hostName {
      imports = [
        (tls hostName)
        extra
      ];
      environment.systemPackages = [ packages.nixfleet-cli ];
      environment.variables = {
        NIXFLEET_CONTROL_PLANE_URL = "https://cp:8080";
        NIXFLEET_CA_CERT = paths.ca;
        NIXFLEET_CLIENT_CERT = paths.cert;
        NIXFLEET_CLIENT_KEY = paths.key;
      };
    };
in
{
  inherit
    bare
    host
    operator
    paths
    tls
    ;

  # A control plane that wants a certificate of everybody.
  controlPlane =
    extra:
    operator "cp" {
      imports = [ extra ];
      services.nixfleet-control-plane = {
        enable = true;
        listen = "[::]:8080";
        openFirewall = true;
        tls = {
          inherit (paths) cert key;
          clientCa = paths.ca;
        };
      };
      virtualisation.memorySize = 2048;
    };

  # A machine whose agent asks often. It applies nothing unless the test says `dryRun = false`.
  agent =
    hostName: extra:
    host hostName {
      imports = [
        (tls hostName)
        extra
      ];
      services.nixfleet-agent = {
        enable = true;
        controlPlaneUrl = "https://cp:8080";
        pollInterval = lib.mkDefault 2;
        retryInterval = lib.mkDefault 2;
        healthInterval = lib.mkDefault 5;
        # A check that fails is waited for so long before it is told.
        confirmTimeout = lib.mkDefault 10;
        dryRun = lib.mkDefault true;
        tls = {
          caCert = paths.ca;
          clientCert = paths.cert;
          clientKey = paths.key;
        };
      };
    };

  # An agent that does not start until the test starts it.
  startedByHand = {
    systemd.services.nixfleet-agent.wantedBy = lib.mkForce [ ];
  };

  # A `nix` with canned answers, at /etc/nix-shim/bin: it is not among the system's packages, so that what else the machine
  # does is done by the real one. `systems`: store path by host, and all of them are in the machine's store.
  shim =
    systems:
    { nodes, pkgs, ... }:
    let
      made = systems { inherit nodes pkgs; };
    in
    {
      environment.etc."nix-shim".source = pkgs.callPackage ./nix-shim.nix { systems = made; };
      # The CLI wants a folder; what is in it is asked of the shim.
      environment.etc."fleet/flake.nix".text = "{ outputs = _: { }; }";
      virtualisation.additionalPaths = builtins.attrValues made;
    };

  # All that `base` has, and a switch that leaves a marker and takes no time.
  markedSystem =
    pkgs: base: marker:
    pkgs.callPackage ./marked-system.nix { inherit base marker; };

  # The system that a machine can be told to switch to: its own with a file more. It is in the machine's store already.
  next = marker: {
    specialisation.next.configuration.environment.etc."nixfleet-marker".text = marker;
  };

  # A test in the words of fleet.py.
  fleetTest =
    {
      name,
      nodes,
      testScript,
    }:
    {
      name = "nixfleet-${name}";
      inherit nodes;
      # Core says what nixpkgs may hold, which a nixpkgs that the test hands in does not let it.
      node.pkgsReadOnly = false;
      testScript = ''
        ${builtins.readFile ./fleet.py}

        ${testScript}
      '';
    };

  # A test of one machine, `machine`.
  machineTest =
    {
      name,
      machine,
      testScript,
    }:
    {
      name = "nixfleet-${name}";
      nodes = { inherit machine; };
      node.pkgsReadOnly = false;
      inherit testScript;
    };
}
