# Sysctls that a host could not do its work with as a rule demands them, by key: what is demanded in place of it (null:
# nothing), and why. Such a key is left as it is.
{
  lib,
  config,
  options,
}:
let
  forwarders = import ./forwards.nix { inherit lib config options; };
  forwarded = {
    demanded = null;
    reason = "the host forwards for others";
    because = forwarders;
  };
  # What the host's own firewall asks of the way back: answers that come another way than questions went.
  reversePath = config.networking.firewall.checkReversePath or true;
in
lib.optionalAttrs (forwarders != [ ]) (
  lib.genAttrs [
    "net.ipv4.ip_forward"
    # Who runs containers sets these for the interfaces that they hang on; the kernel adds those of `all` to each.
    "net.ipv4.conf.all.accept_local"
    "net.ipv4.conf.all.route_localnet"
    "net.ipv4.conf.*.accept_local"
    "net.ipv4.conf.*.route_localnet"
  ] (_: forwarded)
)
// lib.optionalAttrs (reversePath == false || reversePath == "loose") {
  "net.ipv4.conf.*.rp_filter" = {
    demanded = 2;
    reason = "answers may come another way than questions went";
    because = [ "networking.firewall.checkReversePath" ];
  };
}
