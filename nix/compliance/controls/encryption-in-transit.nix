# That what travels cannot be read. Only looked at: certificates come from elsewhere, and each service has its own TLS.
{
  imports = [
    (import ../lib/control.nix {
      id = "encryption-in-transit";
      options =
        { lib, config }:
        let
          inherit (lib) types;
        in
        {
          minTlsVersion = {
            type = types.enum [
              "1.2"
              "1.3"
            ];
            default = "1.2";
            stricter = [
              "1.2"
              "1.3"
            ];
            requirement = "tls-version";
            description = "The oldest TLS that `tlsEndpoints` may take.";
            example = "1.3";
          };
          certExpiryWarningDays = {
            type = types.ints.unsigned;
            default = 30;
            stricter = "larger";
            requirement = "certificates";
            description = ''
              No certificate may end within so many days. Of one that lives shortly, as ACME's do, it is at most 30 % of its life:
              before that nobody renews it.
            '';
            example = 60;
          };
          certificates = {
            type = types.listOf (types.strMatching "/[^[:cntrl:]]+");
            default = import ../lib/fleet-certificates.nix config;
            defaultText = lib.literalMD "`/var/lib/acme/*/cert.pem`, and the certificates of the agent and the control plane";
            description = "Files (PEM) with certificates that this host shows to others; `*` and `?` stand for any name.";
            example = [ "/etc/ssl/private/*.crt" ];
          };
          tlsEndpoints = {
            type = types.listOf (
              types.strMatching "(127[.0-9]+|\\[::1]|localhost):[0-9]{1,5}(#[A-Za-z0-9._-]+)?"
            );
            default = [ ];
            description = ''
              Where on this host TLS is spoken: address of the loopback and port, and after `#` the name of the server that is
              asked for. Each is asked whether it takes a TLS that is too old.
            '';
            example = [ "127.0.0.1:443#www.example.com" ];
          };
        };
    })
  ];
}
