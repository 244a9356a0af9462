# The files that perhaps only root may read, and where the service finds its copies of them: systemd's own credentials are
# copied at the start only, and these again when they are renewed. The copies' folder is root's, and the service may read it.
#
# `copier` is the path of control-plane-secrets.sh as a program.
{
  service,
  coreutils,
  copier,
}:
let
  inherit (builtins)
    concatMap
    concatStringsSep
    filter
    listToAttrs
    ;

  argument = import ./systemd-argument.nix;
  words = list: concatStringsSep " " (map argument list);
  user = import ./control-plane-user.nix;
  folder = "/run/nixfleet-control-plane";

  all = [
    {
      name = "tls-cert";
      source = service.tls.cert;
      isOptional = false;
    }
    {
      name = "tls-key";
      source = service.tls.key;
      isOptional = false;
    }
    {
      name = "client-ca";
      source = service.tls.clientCa;
      isOptional = false;
    }
    {
      # Gone after its use, as it should be.
      name = "bootstrap-token";
      source = service.bootstrapTokenFile;
      isOptional = true;
    }
  ];
  files = filter (file: file.source != null) all;
  copies = listToAttrs (
    map (file: {
      inherit (file) name;
      value = "${folder}/${file.name}";
    }) files
  );

  named = file: "${file.name}${if file.isOptional then "?" else ""}";
in
{
  inherit folder;
  isNeeded = files != [ ];

  # Commands of a unit, for root. The folder is there for as long as the service is.
  making =
    "${coreutils}/bin/install "
    + words [
      "--directory"
      "--mode=0750"
      "--owner=root"
      "--group=${user}"
      folder
    ];
  copying =
    "${copier} "
    + words (
      [
        folder
        user
      ]
      ++ concatMap (file: [
        (named file)
        file.source
      ]) files
    );
  removing = "${coreutils}/bin/rm -rf ${folder}";

  # The options with the copies in the place of what they are of.
  service = service // {
    tls = {
      cert = copies.tls-cert or null;
      key = copies.tls-key or null;
      clientCa = copies.client-ca or null;
    };
    bootstrapTokenFile = copies.bootstrap-token or null;
  };
}
