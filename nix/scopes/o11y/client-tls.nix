# How a machine and the server that it sends to know each other: `tls` of a scope, and what may not be said there.
{ lib, scope }:
let
  inherit (lib) mkOption types;
  secretPath = import ../../lib/secret-path.nix { inherit lib; };
  file =
    description: example:
    mkOption {
      type = types.nullOr secretPath;
      default = null;
      inherit description example;
    };
in
{
  options = {
    caCert =
      file "File of the authority that signed the server's certificate. Null: those that the system trusts."
        "/etc/nixfleet/ca.pem";
    clientCert =
      file "File of the certificate that the machine shows the server. Null: it shows none."
        "/run/secrets/${scope}.pem";
    clientKey = file "File of the key to `clientCert`." "/run/secrets/${scope}.key";
  };

  assertion = tls: {
    assertion = (tls.clientCert == null) == (tls.clientKey == null);
    message = "nixfleet.o11y.${scope}.tls.clientCert and tls.clientKey belong together: set both or neither.";
  };
}
