# The roles, with one administrator each: what they switch on, and what they leave alone.
{
  lib,
  mkHost,
  scopes,
  ...
}:
let
  testuser = {
    nixfleet.operators = {
      rootSshKeys = [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA root@test"
      ];
      users.testuser = {
        isAdmin = true;
        sshAuthorizedKeys = [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA testuser@test"
        ];
      };
    };
  };
  withRole =
    role: more:
    (mkHost {
      hostName = "role-${role}";
      platform = "x86_64-linux";
      modules = [
        scopes.roles.${role}
        testuser
        more
      ];
    }).config;
  roles = lib.mapAttrs (role: _: withRole role { }) scopes.roles;
  inherit (roles) server workstation endpoint;
  guest = roles.microvm-guest;
  groupsOf = config: config.users.users.testuser.extraGroups;
  hasRules = config: config.networking.nftables.enable or false;
  # Ours: these hosts have no disk, which NixOS refuses too.
  failed =
    config:
    lib.filter (lib.hasInfix "nixfleet.") (
      map (each: each.message) (lib.filter (each: !each.assertion) config.assertions)
    );

  # A host may say otherwise, with a plain value.
  other = withRole "server" {
    nixfleet = {
      firewall.enable = false;
      secrets.enable = false;
      monitoring.nodeExporter.enable = false;
      o11y.metrics.enable = false;
      generationLabel.enable = false;
      terminalCompat.enable = false;
      base.enable = false;
    };
  };
  nobody =
    (mkHost {
      hostName = "nobodys";
      platform = "x86_64-linux";
      modules = [ scopes.roles.server ];
    }).config;
  elsewhere =
    (mkHost {
      hostName = "elsewhere";
      platform = "x86_64-linux";
      hostSpec.userName = "agent-of-the-distribution";
      modules = [
        scopes.roles.endpoint
        {
          users.users.root.openssh.authorizedKeys.keys = [
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA root@test"
          ];
        }
      ];
    }).config;

  claim = msg: check: { inherit check msg; };
in
[
  (claim "there are four roles" (
    lib.attrNames scopes.roles == [
      "endpoint"
      "microvm-guest"
      "server"
      "workstation"
    ]
  ))

  (claim "a workstation has Home Manager" workstation.nixfleet.home-manager.enable)
  (claim "a workstation has the firewall" (workstation.nixfleet.firewall.enable && hasRules workstation))
  (claim "a workstation has secrets" workstation.nixfleet.secrets.enable)
  (claim "a workstation has a user's key" workstation.nixfleet.secrets.identityPaths.enableUserKey)
  (claim "a workstation backs up when it is told where to" (!workstation.nixfleet.backup.enable))
  (claim "a workstation's operators are in its groups, and not in docker" (
    groupsOf workstation == [
      "networkmanager"
      "video"
      "audio"
      "wheel"
    ]
  ))
  (claim "a workstation compresses its memory" workstation.nixfleet.hardware.memory.zramSwap)
  (claim "a workstation that wipes its root keeps homes" workstation.nixfleet.impermanence.keepHomes)

  (claim "a server has the firewall" (server.nixfleet.firewall.enable && hasRules server))
  (claim "a server has the node exporter" server.nixfleet.monitoring.nodeExporter.enable)
  (claim "a server has no user's key" (!server.nixfleet.secrets.identityPaths.enableUserKey))
  (claim "a server's administrator is in wheel and in nothing else" (groupsOf server == [ "wheel" ]))
  (claim "a server does not compress its memory" (!server.nixfleet.hardware.memory.zramSwap))
  (claim "a server keeps no homes" (!server.nixfleet.impermanence.keepHomes))

  (claim "an endpoint has secrets" endpoint.nixfleet.secrets.enable)
  (claim "an endpoint knows operators" (endpoint.nixfleet.operators.users ? testuser))
  (claim "an endpoint leaves the firewall to its distribution" (!hasRules endpoint))

  (claim "a guest leaves the firewall to its host" (!hasRules guest))
  (claim "a guest knows operators" (guest.nixfleet.operators.users ? testuser))

  (claim "an endpoint's accounts may be made elsewhere" (failed elsewhere == [ ]))
  (claim "a role without an operator is refused with the way out" (
    lib.any (lib.hasInfix "nobodys has a role but no operator") (failed nobody)
  ))

  (claim "what a role says a host may take back" (
    failed other == [ ]
    && !other.nixfleet.firewall.enable
    && !hasRules other
    && !other.nixfleet.monitoring.nodeExporter.enable
  ))
]
++ lib.concatMap (role: [
  (claim "${role}: nobody is locked out, nothing contradicts (${toString (failed roles.${role})})" (
    failed roles.${role} == [ ]
  ))
  (claim "${role}: the paths of the keys are a list" (
    builtins.isList roles.${role}.nixfleet.secrets.resolvedIdentityPaths or [ ]
  ))
  (claim "${role}: the primary user is the operator" (
    roles.${role}.nixfleet.operators._primaryName == "testuser"
    && roles.${role}.hostSpec.userName == "testuser"
  ))
  (claim "${role}: the root is not wiped until a host says so" (!roles.${role}.nixfleet.impermanence.enable))
  (claim "${role}: has an administrator's basic tools" (
    lib.any (package: lib.hasPrefix "xdg-utils" (package.name or "")) roles.${role}.environment.systemPackages
  ))
]) (lib.attrNames scopes.roles)
++ lib.concatMap (role: [
  (claim "${role}: programs of other terminals work" roles.${role}.nixfleet.terminalCompat.enable)
  (claim "${role}: generations have labels" roles.${role}.nixfleet.generationLabel.enable)
  (claim "${role}: is measured" roles.${role}.nixfleet.o11y.metrics.enable)
  (claim "${role}: sends its log nowhere" (!roles.${role}.nixfleet.o11y.logs.enable))
  (claim "${role}: assumes nothing about its hardware" (
    let
      inherit (roles.${role}.nixfleet) hardware;
    in
    hardware.cpu.vendor == null
    && !hardware.nvidia.enable
    && !hardware.bluetooth.enable
    && !hardware.wol.enable
    && !hardware.secureBoot
    && !hardware.legacyBoot
  ))
]) [
  "server"
  "workstation"
]
