# The modules of a host, in their order: what comes later may build on what came before, and the host's own come last.
{
  inputs,
  lib,
  scopes,
  ...
}:
let
  # The two builders of systems, giving back what they were given.
  given = arguments: arguments;
  mkHost = import ../../lib/mk-host.nix {
    inputs = inputs // {
      nixpkgs = inputs.nixpkgs // {
        lib = lib // {
          nixosSystem = given;
        };
      };
      darwin.lib.darwinSystem = given;
    };
    inherit scopes;
  };
  own = {
    _file = "own";
  };
  host =
    arguments:
    mkHost (
      {
        hostName = "a";
        modules = [ own ];
      }
      // arguments
    );

  root = toString ../..;
  called = value: value._file or value.key or "?";
  name =
    module:
    if builtins.isPath module || builtins.isString module then
      lib.removePrefix "${root}/" (toString module)
    else if builtins.isFunction module then
      called (module { options.system.stateVersion.highestPrio = 1500; })
    else
      called module;
  order = arguments: map name (host arguments).modules;

  begin = [
    "nixfleet.lib.mkHost (stateVersion)"
    "nixfleet.lib.mkHost (self)"
    "nixfleet.lib.mkHost (platform)"
    "modules/_host/host-spec.nix"
    "nixfleet.lib.mkHost (hostSpec)"
    "nixfleet.lib.mkHost (hostName)"
    (name scopes.impermanence)
    "modules/_core/nixos.nix"
    "modules/_services/agent.nix"
    "modules/_services/control-plane.nix"
    "modules/_services/cache-server.nix"
    "modules/_services/cache.nix"
    "nixfleet/microvm-host"
  ];
  mac = [
    "nixfleet.lib.mkHost (self)"
    "nixfleet.lib.mkHost (platform)"
    "modules/_host/host-spec.nix"
    "nixfleet.lib.mkHost (hostSpec)"
    "nixfleet.lib.mkHost (hostName)"
    "nixfleet.lib.mkHost (isDarwin)"
    "modules/_core/darwin.nix"
    "modules/_services/agent-darwin.nix"
    "modules/_services/cache-darwin.nix"
    "own"
  ];

  linux = order { platform = "aarch64-linux"; };
  virtual = order {
    platform = "x86_64-linux";
    isVm = true;
  };
  darwin = order { platform = "x86_64-darwin"; };
  arguments =
    platform:
    (host {
      inherit platform;
      specialArgs.fleet = "ours";
    }).specialArgs;
in
[
  {
    check = linux == begin ++ [ "own" ];
    msg = "of a Linux host: ${toString linux}";
  }
  {
    check =
      virtual
      == begin
      ++ [
        "nixfleet/vm/disk"
        "modules/_vm/hardware.nix"
        "modules/_vm/guest.nix"
        "own"
      ];
    msg = "of a virtual machine: ${toString virtual}";
  }
  {
    check = darwin == mac;
    msg = "of a Mac: ${toString darwin}";
  }
]
++
  map
    (platform: {
      check =
        builtins.attrNames (arguments platform) == [
          "fleet"
          "inputs"
        ]
        && (arguments platform).fleet == "ours"
        && (arguments platform).inputs ? nixpkgs;
      msg = "modules on ${platform} get our inputs, and what the host hands over";
    })
    [
      "x86_64-linux"
      "aarch64-darwin"
    ]
