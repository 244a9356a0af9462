# The table of the fleet: a control plane and fifty edge hosts that are all alike. Plain data: keys.sh reads it, too.
let
  inherit (builtins)
    genList
    listToAttrs
    stringLength
    substring
    ;

  edges = 50;

  # EDIT: the name (or address) by which every edge host reaches the control plane.
  controlPlane = "cp.example.com";

  # edge-01 … edge-50: as many digits as the last one has.
  width = stringLength (toString edges);
  padded =
    number:
    let
      digits = "000${toString number}";
    in
    substring (stringLength digits - width) width digits;

  edge = index: {
    name = "edge-${padded (index + 1)}";
    value = {
      tags = [
        "edge"
        # The first five go first: `nixfleet deploy --tags edge,early`.
        (if index < 5 then "early" else "late")
      ];
    };
  };
in
{
  inherit controlPlane;

  # Names the folder with the fleet's keys: ~/.local/share/nixfleet/keys/<name>.
  name = "my-edges";

  # EDIT: your own public keys. They log in as `admin` and as root, on every host.
  operatorKeys = [
    "ssh-ed25519 REPLACE-WITH-YOUR-PUBLIC-KEY"
  ];

  # EDIT: the disk of each kind of host. It is erased when the host is installed.
  disks = {
    edge = "/dev/REPLACE-WITH-THE-DISK";
    control-plane = "/dev/REPLACE-WITH-THE-DISK";
  };

  # EDIT: where hosts fetch releases from, and the key that these are signed with; null: there is no cache, see README.md.
  #   { url = "https://my-cache.example.com"; publicKey = "my-cache-1:..."; }
  cache = null;

  hosts = listToAttrs (genList edge edges) // {
    control-plane = {
      # What its certificate has to be good for.
      names = [ controlPlane ];
      tags = [ "control-plane" ];
    };
  };
}
