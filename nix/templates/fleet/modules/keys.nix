# Where keys and certificates are on a host. keys.sh makes them on the operator's machine and brings them here; they are in
# no Nix store and in no repository.
{ lib, ... }:
{
  options.fleet.keys = lib.mkOption {
    type = lib.types.str;
    default = "/var/lib/nixfleet-keys";
    readOnly = true;
    description = "Folder of the host with its keys and certificates; keys.sh knows it by this name.";
  };

  # Also on hosts that forget: keys.sh puts them below /persist there.
  config.nixfleet.persistence.directories = [
    {
      directory = "/var/lib/nixfleet-keys";
      mode = "0700";
    }
  ];
}
