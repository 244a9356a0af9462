# The options of NixOS and of nix-darwin that our modules set, as far as they set them: names and types, nothing behind
# them. For evaluations without nixpkgs. Every stub stands here, and only here.
{ lib }:
let
  inherit (lib) mkOption types;

  option =
    type: default:
    mkOption {
      inherit type default;
      description = "Stub.";
    };
  any = option types.anything { };
  attrs = option (types.attrsOf types.anything) { };
  bool = option types.bool false;
  text = option types.str "";
  lines = option types.lines "";
  perhaps = type: option (types.nullOr type) null;
  list = type: option (types.listOf type) [ ];
  named = options: option (types.attrsOf (types.submodule { inherit options; })) { };

  etc = named {
    enable = option types.bool true;
    text = perhaps types.lines;
    source = perhaps types.anything;
    mode = option types.str "symlink";
    user = option types.str "+0";
    group = option types.str "+0";
  };

  scripts = option (types.attrsOf (
    types.coercedTo types.str (script: { text = script; }) (
      types.submodule {
        options = {
          text = lines;
          deps = list types.str;
        };
      }
    )
  )) { };

  # What both systems have.
  common =
    { config, ... }:
    {
      options = {
        assertions = list types.unspecified;
        warnings = list types.str;
        nixpkgs = {
          hostPlatform = option types.str "x86_64-linux";
          config = attrs;
          overlays = list types.unspecified;
        };
        nix = {
          enable = option types.bool true;
          package = option types.package { };
          nixPath = list types.str;
          extraOptions = lines;
          gc = any;
          optimise = any;
          buildMachines = list types.unspecified;
          distributedBuilds = bool;
          settings = option (types.submodule {
            freeformType = types.attrsOf types.anything;
            options = {
              substituters = list types.str;
              trusted-public-keys = list types.str;
              trusted-users = list types.str;
              secret-key-files = list types.str;
              experimental-features = list types.str;
            };
          }) { };
        };
        environment = {
          systemPackages = list types.package;
          inherit etc;
          variables = attrs;
          sessionVariables = attrs;
          shellAliases = attrs;
        };
        networking.hostName = option (types.nullOr types.str) null;
        time.timeZone = perhaps types.str;
        programs = attrs;
        users.users = named {
          name = perhaps types.str;
          home = perhaps types.anything;
          shell = perhaps types.anything;
          group = text;
          description = text;
          isNormalUser = bool;
          isSystemUser = bool;
          extraGroups = list types.str;
          hashedPassword = perhaps types.str;
          hashedPasswordFile = perhaps types.str;
          openssh.authorizedKeys = {
            keys = list types.str;
            keyFiles = list types.anything;
          };
        };
        users.groups = attrs;
        system = {
          stateVersion = option (types.either types.str types.int) "24.11";
          activationScripts = scripts;
          configurationRevision = perhaps types.str;
          build = option (types.lazyAttrsOf types.unspecified) { };
        };
      };

      config.system.build.toplevel =
        let
          failed = map (each: each.message) (builtins.filter (each: !each.assertion) config.assertions);
        in
        if failed == [ ] then
          "/nix/store/${builtins.substring 0 32 (builtins.hashString "sha256" config.nixpkgs.hostPlatform)}-system"
        else
          throw "\nFailed assertions:\n${lib.concatMapStringsSep "\n" (message: "- ${message}") failed}";
    };
in
{
  nixos = {
    imports = [ common ];
    options = {
      boot = {
        kernel.sysctl = attrs;
        kernelModules = list types.str;
        kernelParams = list types.str;
        initrd = any;
        loader = any;
        extraModulePackages = list types.unspecified;
      };
      console.keyMap = text;
      fileSystems = attrs;
      hardware = any;
      i18n.defaultLocale = text;
      networking = {
        useDHCP = bool;
        useNetworkd = bool;
        interfaces = attrs;
        nat = any;
        bridges = attrs;
        wireguard = any;
        nftables = any;
        networkmanager = any;
        hosts = attrs;
        firewall = {
          enable = option types.bool true;
          allowedTCPPorts = list types.port;
          allowedUDPPorts = list types.port;
          interfaces = named {
            allowedTCPPorts = list types.port;
            allowedUDPPorts = list types.port;
          };
          extraInputRules = lines;
          extraForwardRules = lines;
          filterForward = bool;
          logRefusedConnections = bool;
          logReversePathDrops = bool;
          trustedInterfaces = list types.str;
        };
      };
      power = any;
      security = any;
      services = {
        openssh = {
          enable = bool;
          openFirewall = option types.bool true;
          ports = option (types.listOf types.port) [ 22 ];
          settings = attrs;
          hostKeys = option (types.listOf types.anything) [ ];
        };
        xserver = any;
        dnsmasq = any;
        harmonia = any;
        journald = any;
        prometheus = any;
        spice-vdagentd.enable = bool;
        qemuGuest.enable = bool;
        vmagent = any;
        nginx = any;
        logind = any;
        blueman = any;
        earlyoom = any;
        postgresql = any;
        udev = any;
      };
      systemd = {
        services = attrs;
        sockets = attrs;
        timers = attrs;
        targets = attrs;
        network = any;
        tmpfiles = {
          rules = list types.str;
          settings = attrs;
        };
      };
      system.nixos = any;
      users.mutableUsers = option types.bool true;
      virtualisation = any;
      zramSwap = any;
    };
  };

  darwin = {
    imports = [ common ];
    options = {
      launchd.daemons = attrs;
      launchd.user.agents = attrs;
      security.pam.services = any;
      system.checks.verifyNixPath = option types.bool true;
      system.primaryUser = perhaps types.str;
    };
  };

  # What the other inputs bring.
  disko.options.disko.devices = any;
  impermanence.options.environment.persistence = any;
  home-manager.options.home-manager = any;
  microvm-host.options.microvm = {
    host.enable = option types.bool true;
    vms = attrs;
  };
}
