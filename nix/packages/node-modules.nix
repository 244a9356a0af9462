# `npm ci` as a fixed-output derivation. The lock has the hash of every package and no address of any, so that nothing but
# npm can find them; it may use the network because the hash of the whole is known. Which npm does it makes no difference.
{
  lib,
  stdenv,
  nodejs,
  cacert,
  common,
}:
let
  inherit (stdenv.hostPlatform) system;
  hashes = (lib.importJSON ./node-modules.json).systems;
  known = lib.concatStringsSep ", " (lib.attrNames hashes);
in
stdenv.mkDerivation {
  # Without a version: the same packages are the same path, and are fetched once.
  name = "nixfleet-node-modules";

  src = import ../lib/source.nix {
    name = "nixfleet-lock";
    root = ../..;
    files = [
      ".npmrc"
      "package-lock.json"
      "package.json"
    ];
  };

  nativeBuildInputs = [ nodejs ];
  impureEnvVars = lib.fetchers.proxyImpureEnvVars;
  env = {
    SSL_CERT_FILE = "${cacert}/etc/ssl/certs/ca-bundle.crt";
    NODE_EXTRA_CA_CERTS = "${cacert}/etc/ssl/certs/ca-bundle.crt";
  };

  buildPhase = ''
    export HOME=$TMPDIR npm_config_cache=$TMPDIR/npm
    mkdir $out
    node ${./node-modules.mjs} . ${system} $out/node_modules
  '';

  dontConfigure = true;
  dontInstall = true;
  # Would write the store paths of this Node into scripts, and with them into the hash.
  dontFixup = true;

  outputHashMode = "recursive";
  outputHashAlgo = "sha256";
  outputHash =
    hashes.${system}
      or (throw "NixFleet's packages are built for ${known}, not for ${system}.");

  meta = common.meta // {
    description = "The npm packages that NixFleet is built and tested with";
  };
}
