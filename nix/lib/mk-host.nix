# The one constructor of NixFleet: `mkHost { hostName, platform, ... }` is the value of `nixosSystem` or `darwinSystem`. All
# modules are always there and do nothing until they are enabled; the host's own come last. docs/nix/mk-host.md has the order.
{ inputs, scopes }:
let
  inherit (inputs.nixpkgs) lib;
  hostArguments = import ./host-arguments.nix;
  ours = import ./service-modules.nix { inherit inputs; };

  # Names a module in error messages: a host that contradicts mkHost is told who says otherwise.
  from = what: module: { _file = "nixfleet.lib.mkHost (${what})"; } // module;

  # A value that a module has marked already (mkForce, mkIf ...) stays what it is.
  default = value: if value ? _type then value else lib.mkDefault value;

  # Facts about the network are defaults one by one: a module that sets one of them takes none of the others away.
  defaults =
    hostSpec:
    lib.mapAttrs (
      name: value:
      if name == "networking" && lib.isAttrs value && !(value ? _type) then
        lib.mapAttrs (_: default) value
      else
        default value
    ) hostSpec;
in
given:
let
  host = hostArguments given;

  # Which state of the fleet a generation was built from.
  self = from "self" (
    lib.optionalAttrs (given ? self) {
      imports = [ ../modules/_host/fleet-date.nix ];
      system.configurationRevision = lib.mkDefault (host.self.rev or host.self.dirtyRev or null);
      nixfleet.fleetDate = lib.mkDefault (host.self.lastModifiedDate or null);
      nixfleet.fleetInputs = lib.mkDefault (
        lib.mapAttrs (_: input: input.lastModified) (
          lib.filterAttrs (_: input: input ? lastModified) (removeAttrs (host.self.inputs or { }) [ "self" ])
        )
      );
    }
  );

  stateVersion =
    { options, ... }:
    let
      isAssumed =
        !(given ? stateVersion)
        && options.system.stateVersion.highestPrio >= (lib.mkDefault null).priority;
    in
    {
      _file = "nixfleet.lib.mkHost (stateVersion)";
      system.stateVersion = lib.mkDefault host.stateVersion;
      warnings = lib.optional isAssumed "mkHost, host \"${host.hostName}\": stateVersion is not given, and ${host.stateVersion} is assumed. Set it to the NixOS release that the host was first installed with, and leave it so.";
    };

  platform = from "platform" { nixpkgs.hostPlatform = host.platform; };
  hostSpec = from "hostSpec" {
    hostSpec = defaults (
      removeAttrs host.hostSpec [
        "hostName"
        "isDarwin"
      ]
    );
  };
  hostName = from "hostName" { hostSpec.hostName = host.hostName; };

  specialArgs = {
    inherit inputs;
  }
  // host.specialArgs;

  nixos = inputs.nixpkgs.lib.nixosSystem {
    inherit specialArgs;
    modules = [
      stateVersion
      self
      platform
      ../modules/_host/host-spec.nix
      hostSpec
      hostName
      scopes.impermanence
      ours.nixos.nixfleet-core
      ours.nixos.nixfleet-agent
      ours.nixos.nixfleet-control-plane
      ours.nixos.nixfleet-cache-server
      ours.nixos.nixfleet-cache
      ours.nixos.nixfleet-microvm-host
    ]
    ++ lib.optionals host.isVm [
      (import ../modules/_vm/disk.nix { inherit scopes; })
      ../modules/_vm/hardware.nix
      ../modules/_vm/guest.nix
    ]
    ++ host.modules;
  };

  darwin = inputs.darwin.lib.darwinSystem {
    inherit specialArgs;
    modules = [
      self
      platform
      ../modules/_host/host-spec.nix
      hostSpec
      hostName
      (from "isDarwin" { hostSpec.isDarwin = true; })
      ours.darwin.nixfleet-core
      ours.darwin.nixfleet-agent
      ours.darwin.nixfleet-cache
    ]
    ++ host.modules;
  };
in
if host.isDarwin then darwin else nixos
