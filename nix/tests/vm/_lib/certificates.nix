# A CA, the control plane's certificate and one for each machine, made when the test is built. For tests alone: the keys
# are in the Nix store, where everybody reads them.
{
  lib,
  runCommand,
  openssl,
  names,
}:
let
  clients = lib.escapeShellArgs names;
in
runCommand "nixfleet-test-certificates" { nativeBuildInputs = [ openssl ]; } ''
  mkdir "$out" && cd "$out"

  key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
  # sign NAME EXTENSIONS: a certificate whose common name is NAME.
  sign() {
    key "$1"
    openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 \
      -extfile <(printf '%s\n' "$2") -out "$1.pem"
    rm "$1.csr"
  }

  key ca
  openssl req -x509 -new -key ca.key -subj "/CN=nixfleet test CA" -days 365 -out ca.pem \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
  sign cp $'subjectAltName=DNS:cp,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth'
  for name in ${clients}; do
    sign "$name" 'extendedKeyUsage=clientAuth'
  done
  rm -f ca.key ca.srl
''
