# Every scope alone: it needs no other, and does nothing until it is enabled.
{
  lib,
  mkHost,
  scopes,
  ...
}:
let
  ours = removeAttrs scopes [
    "roles"
    "platform"
    "disk-templates"
  ];
  isFor = suffix: name: lib.hasSuffix suffix name;
  # Bound to what a host has besides.
  forNixos = lib.filterAttrs (
    name: _: !isFor "Darwin" name && !isFor "Hm" name && name != "hardware-secure-boot"
  ) ours;
  forDarwin = lib.filterAttrs (name: _: isFor "Darwin" name) ours;

  host =
    platform: modules:
    (mkHost {
      hostName = "alone";
      inherit platform modules;
      hostSpec.userName = "deploy";
    }).config;
  login = {
    users.users.root.openssh.authorizedKeys.keys = [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA root@test"
    ];
  };
  bare = host "x86_64-linux" [ login ];

  # What NixOS looks at first, and what is installed.
  isWhole =
    config:
    builtins.deepSeq [
      (map (each: each.assertion) config.assertions)
      (map (package: package.name or "") config.environment.systemPackages)
    ] true;

  # What of a host shows that something was switched on.
  traces = config: {
    units = lib.attrNames config.systemd.services ++ lib.attrNames config.systemd.timers;
    users = lib.attrNames config.users.users;
    inherit (config.networking.firewall) allowedTCPPorts extraInputRules;
    nftables = config.networking.nftables.enable or false;
    persistence = config.environment.persistence;
  };
in
map (name: {
  check = traces (host "x86_64-linux" [
    login
    forNixos.${name}
  ]) == traces bare;
  msg = "scopes.${name} alone evaluates and does nothing until it is enabled";
}) (lib.attrNames forNixos)
++ map (name: {
  check = isWhole (host "aarch64-darwin" [ forDarwin.${name} ]);
  msg = "scopes.${name} alone evaluates";
}) (lib.attrNames forDarwin)
++ [
  {
    check = isWhole (host "x86_64-linux" (lib.attrValues forNixos ++ lib.attrValues forNixos));
    msg = "all scopes together, and each imported twice, evaluate";
  }
  {
    check =
      map (package: package.name) (host "x86_64-linux" [ scopes.base ]).environment.systemPackages
      != map (package: package.name) (
        host "x86_64-linux" [
          scopes.base
          { nixfleet.base.enable = false; }
        ]
      ).environment.systemPackages;
    msg = "the basic tools can be left out";
  }
  {
    check =
      !(host "x86_64-linux" [
        scopes.disko
        { nixfleet.disko.enable = false; }
      ]).disko.enableConfig;
    msg = "a host with its own mounts can switch disko's off";
  }
]
