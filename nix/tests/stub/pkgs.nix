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
    "bash"
    "bashInteractive"
    "borgbackup"
    "btrfs-progs"
    "cacert"
    "coreutils"
    "curl"
    "deadnix"
    "diffutils"
    "dockutil"
    "ethtool"
    "findutils"
    "fish"
    "gawk"
    "git"
    "gnugrep"
    "gnused"
    "gnutar"
    "gzip"
    "harmonia"
    "home-manager"
    "inetutils"
    "iproute2"
    "jq"
    "mas"
    "mesa"
    "nix"
    "nodejs"
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
    "shfmt"
    "socat"
    "sqlite"
    "systemd"
    "unzip"
    "util-linux"
    "vim"
    "wget"
    "xdg-utils"
    "zsh"
  ] (name: fake name { })
  // {
    inherit lib system;
    stdenv = {
      hostPlatform = lib.systems.elaborate system;
      mkDerivation = args: fake (args.pname or args.name) { inherit args; };
    };
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
    runCommand = name: _env: text name;
    formats.json = _: {
      type = lib.types.anything;
      generate = name: value: fake name { inherit value; };
    };
  };
in
pkgs
