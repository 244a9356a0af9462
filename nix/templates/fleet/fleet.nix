# The one table of the fleet. A new host is a new line here (and, on real hardware, a folder that `nixfleet host add` writes);
# addresses, certificates, monitoring and what the host does follow from it. Plain data: keys.sh reads it, too.
{
  # Names the folder with the fleet's keys: ~/.local/share/nixfleet/keys/<name>.
  name = "my-fleet";

  # EDIT: your own public keys. They log in as `admin` and as root, on every host.
  operatorKeys = [
    "ssh-ed25519 REPLACE-WITH-YOUR-PUBLIC-KEY"
  ];

  # EDIT: where you are, and how you type.
  hostSpec = {
    timeZone = "UTC";
    locale = "en_US.UTF-8";
    keyboardLayout = "us";
  };

  # The interface that the addresses below are set on, where a host does not name another (`interface = "enp3s0";`); null: the
  # hosts have their addresses from elsewhere (DHCP).
  network = {
    interface = "eth1";
    prefixLength = 24;
  };

  # EDIT: where operators come from (addresses or networks). Everybody else may open five SSH connections a minute; releases
  # that are pushed over SSH need more. 10.0.2.2 is the machine that virtual ones run on.
  operatorAddresses = [
    "10.0.2.2"
    "10.0.100.0/24"
  ];

  # `tags` says what a host is for: each tag imports modules/tags/<tag>.nix, and can be deployed to with `--tags`. `forgets`: its
  # root is wiped at every boot, and only what is named as state stays. table.nix says what else there is, and what is wrong.
  hosts = {
    cp-01 = {
      address = "10.0.100.1";
      tags = [ "control-plane" ];
      forgets = true;
    };
    db-01 = {
      address = "10.0.100.2";
      tags = [ "db" ];
    };
    mon-01 = {
      address = "10.0.100.3";
      tags = [ "monitoring" ];
    };
    web-01 = {
      address = "10.0.100.4";
      tags = [ "web" ];
      forgets = true;
    };
    web-02 = {
      address = "10.0.100.5";
      tags = [ "web" ];
      forgets = true;
    };
    cache-01 = {
      address = "10.0.100.6";
      tags = [ "cache" ];
    };
  };
}
