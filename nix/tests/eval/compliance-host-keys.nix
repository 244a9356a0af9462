# Which host keys sshd has where key-management is on: those that policy has, and those that open the host's secrets.
{ aHost, lib, ... }:
let
  host = import ../a-compliant-host.nix { inherit aHost lib; };
  key = type: {
    inherit type;
    path = "/etc/ssh/ssh_host_${type}_key";
  };
  ed25519 = key "ed25519";
  rsa = key "rsa" // {
    bits = 4096;
  };
  stock = [
    rsa
    ed25519
  ];
  elsewhere = [ (ed25519 // { path = "/keep/ssh_host_ed25519_key"; }) ];

  of =
    modules:
    host [ "iso27001" ] (
      [
        {
          compliance.frameworks.iso27001.enable = true;
          services.openssh.enable = true;
        }
      ]
      ++ modules
    );
  keysOf = modules: (of modules).services.openssh.hostKeys;
  warnedOf =
    what: modules:
    lib.any (lib.hasInfix what) (of modules).warnings;

  # agenix and sops-nix, as far as it matters: which keys they take unless they are told.
  fromHost =
    config: kinds:
    map (each: each.path) (
      lib.filter (each: lib.elem each.type kinds) config.services.openssh.hostKeys
    );
  paths =
    default:
    lib.mkOption {
      type = lib.types.listOf lib.types.str;
      inherit default;
    };
  secrets = lib.mkOption {
    type = lib.types.attrsOf lib.types.anything;
    default = { };
  };
  agenix =
    { config, ... }:
    {
      options.age = {
        inherit secrets;
        identityPaths = paths (
          fromHost config [
            "rsa"
            "ed25519"
          ]
        );
      };
    };
  sops =
    { config, ... }:
    {
      options.sops = {
        inherit secrets;
        gnupg.sshKeyPaths = paths (fromHost config [ "rsa" ]);
        age.sshKeyPaths = paths (fromHost config [ "ed25519" ]);
        age.keyFile = lib.mkOption {
          type = lib.types.nullOr lib.types.str;
          default = null;
        };
      };
    };
  withAge = [
    agenix
    { age.secrets.password.file = "password.age"; }
  ];
  inInitrd = hostKeys: {
    boot.initrd.network.ssh = {
      enable = true;
      inherit hostKeys;
    };
  };
  withSops = [
    sops
    { sops.secrets.password = { }; }
  ];
in
[
  {
    check =
      (aHost { modules = [ ../bootable.nix ]; }).services.openssh.hostKeys == stock
      && keysOf [ ] == [ ed25519 ];
    msg = "a host as NixOS makes it gets the keys that ISO 27001 has, and no other";
  }
  {
    check = !warnedOf "hostKeys" [ ] && !warnedOf "host keys" [ ];
    msg = "and nobody is warned";
  }
  {
    check =
      keysOf [
        {
          compliance.controls.keyManagement.requiredAlgorithms = [
            "rsa"
            "ed25519"
            "rsa"
          ];
        }
      ] == stock;
    msg = "policy may have others, each once";
  }
  {
    check = keysOf [ { compliance.controls.keyManagement.requiredAlgorithms = [ ]; } ] == stock;
    msg = "without a policy sshd is not left without keys";
  }
  {
    check =
      keysOf [ { services.openssh.hostKeys = lib.mkDefault elsewhere; } ] == elsewhere
      && !warnedOf "hostKeys" [ { services.openssh.hostKeys = elsewhere; } ];
    msg = "keys that lie elsewhere stay there, also by a default: clients know them";
  }
  {
    check =
      keysOf [ { services.openssh.hostKeys = [ rsa ]; } ] == [ rsa ]
      && warnedOf "services.openssh.hostKeys is [ \"rsa\" ]" [ { services.openssh.hostKeys = [ rsa ]; } ];
    msg = "a host that plainly has others keeps them, and is warned";
  }
  {
    check =
      keysOf [ { compliance.controls.keyManagement.enforce = false; } ] == stock
      && (
        let
          excepted = [
            {
              compliance.governance.exceptions."key-management.algorithms" = {
                rationale = "old clients";
                owner = "ops";
              };
            }
          ];
        in
        keysOf excepted == stock && !warnedOf "hostKeys" excepted
      );
    msg = "one that only looks, or has an exception, keeps all";
  }
  {
    check =
      keysOf withAge == stock
      && (of withAge).age.identityPaths == map (each: each.path) stock
      && warnedOf "services.openssh.hostKeys = [ { type = \"ed25519\"; path = \"${ed25519.path}\"; } ];" withAge
      && keysOf [ agenix ] == [ ed25519 ];
    msg = "keys that may open secrets of agenix stay, and it is said how to do without them";
  }
  {
    check = keysOf withSops == stock && warnedOf "sops.age.sshKeyPaths" withSops && keysOf [ sops ] == [ ed25519 ];
    msg = "the same with sops-nix";
  }
  {
    check =
      let
        said = withAge ++ [ { services.openssh.hostKeys = [ ed25519 ]; } ];
      in
      keysOf said == [ ed25519 ] && !warnedOf "host keys" said;
    msg = "where it is said which keys sshd has, nothing more is";
  }
  {
    check =
      let
        # As many hosts have it: by the keys that sshd has.
        named =
          { config, ... }:
          {
            sops.age.sshKeyPaths = fromHost config [ "ed25519" ];
            age.identityPaths = fromHost config [ "ed25519" ];
          };
        both = withAge ++ withSops ++ [ named ];
      in
      keysOf both == stock && (of both).sops.age.sshKeyPaths == [ ed25519.path ];
    msg = "which key opens secrets may be said by the keys that sshd has";
  }
  {
    check =
      keysOf [ (inInitrd [ rsa.path ]) ] == [ ed25519 ]
      && warnedOf "the initrd shows ${rsa.path}" [ (inInitrd [ rsa.path ]) ]
      && !warnedOf "initrd" [
        (inInitrd [ rsa.path ])
        { boot.initrd.network.ssh.enable = lib.mkForce false; }
      ];
    msg = "of a key that the initrd shows and sshd has no more it is said";
  }
  {
    check = !warnedOf "initrd" [
      (inInitrd [
        ed25519.path
        "/etc/secrets/initrd/ssh_host_rsa_key"
      ])
    ];
    msg = "not of the initrd's own, nor of one that policy has";
  }
  {
    check =
      let
        same = [
          (
            { config, ... }:
            {
              boot.initrd.network.ssh = {
                enable = true;
                hostKeys = map (each: each.path) config.services.openssh.hostKeys;
              };
            }
          )
        ];
      in
      keysOf same == [ ed25519 ] && (of same).boot.initrd.network.ssh.hostKeys == [ ed25519.path ];
    msg = "an initrd that shows what sshd shows follows it";
  }
]
