# Packages that are never built: each is a name with a store path, and files and scripts keep the text they are made of, for
# tests to read. For evaluations without nixpkgs; where one is at hand its own packages are used.
{ lib, system }:
let
  fake =
    name: more:
    {
      type = "derivation";
      inherit name system;
      pname = name;
      version = "0";
      outPath = "/nix/store/${builtins.substring 0 32 (builtins.hashString "sha256" name)}-${name}";
      drvPath = "/nix/store/${builtins.substring 32 32 (builtins.hashString "sha256" name)}-${name}.drv";
      outputName = "out";
      outputs = [ "out" ];
      meta = {
        mainProgram = name;
      };
      __toString = package: package.outPath;
    }
    // more;

  text = name: content: fake name { text = content; };

  pkgs = lib.genAttrs [
    "age"
    "alejandra"
    "attic-client"
    "audit"
    "bash"
    "bashInteractive"
    "borgbackup"
    "btrfs-progs"
    "cacert"
    "coreutils"
    "cryptsetup"
    "curl"
    "deadnix"
    "diffutils"
    "dockutil"
    "ethtool"
    "findutils"
    "flock"
    "fish"
    "gawk"
    "git"
    "gitMinimal"
    "gnugrep"
    "gnumake"
    "gnused"
    "gnutar"
    "gzip"
    "harmonia"
    "home-manager"
    "inetutils"
    "iproute2"
    "iptables"
    "jq"
    "mas"
    "mesa"
    "nftables"
    "nix"
    "nixos-anywhere"
    "nodejs"
    "openresolv"
    "openssh"
    "openssl"
    "pam-reattach"
    "parted"
    "prometheus"
    "procps"
    "python3"
    "qemu"
    "restic"
    "sbctl"
    "shellcheck"
    "shfmt"
    "socat"
    "sqlite"
    "systemd"
    "unzip"
    "util-linux"
    "vim"
    "vulnix"
    "wget"
    "xdg-utils"
    "zsh"
  ] (name: fake name { })
  // {
    inherit lib system;
    kitty = fake "kitty" { terminfo = fake "kitty-terminfo" { }; };
    alacritty = fake "alacritty" { terminfo = fake "alacritty-terminfo" { }; };
    unixtools = lib.genAttrs [ "ifconfig" "netstat" ] (name: fake name { });
    stdenv = {
      hostPlatform = lib.systems.elaborate system;
      mkDerivation =
        args:
        let
          name = args.pname or args.name;
        in
        fake name {
          inherit args;
          meta = {
            mainProgram = name;
          }
          // args.meta or { };
        };
    };
    mkShell = args: fake "nix-shell" { inherit args; };
    testers.runNixOSTest = test: fake "vm-test-run-${test.name}" { inherit test; };
    callPackage =
      file: args:
      let
        function = if builtins.isFunction file then file else import file;
      in
      function (builtins.intersectAttrs (builtins.functionArgs function) pkgs // args);
    writeText = text;
    writeShellScript = text;
    writeShellScriptBin = text;
    writeShellApplication = { name, text, ... }@args: fake name { inherit text args; };
    writeTextDir = path: text (baseNameOf path);
    # What its environment throws is thrown when it is instantiated, and not when its name is asked for.
    runCommand =
      name: env: content:
      let
        made = text name content;
        after = value: lib.foldl' (done: each: builtins.seq each done) value (lib.attrValues env);
      in
      made
      // {
        drvPath = after made.drvPath;
        outPath = after made.outPath;
      };
    formats.json = _: {
      type = lib.types.anything;
      generate = name: value: fake name { inherit value; };
    };
  };
in
pkgs
