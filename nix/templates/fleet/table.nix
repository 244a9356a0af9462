# fleet.nix, looked at: what is wrong with the table is said in sentences, before any host is made from it. What other files ask
# of it is worked out here once.
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    groupBy
    head
    isList
    length
    match
    pathExists
    ;
  table = import ./fleet.nix;
  names = attrNames table.hosts;
  hosts = builtins.mapAttrs (_: host: { tags = [ ]; } // host) table.hosts;
  having = tag: filter (name: isList hosts.${name}.tags && elem tag hosts.${name}.tags) names;

  known = [
    "address"
    "forgets"
    "interface"
    "names"
    "platform"
    "stateVersion"
    "tags"
  ];
  byte = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  isIPv4 = text: match "${byte}\\.${byte}\\.${byte}\\.${byte}" text != null;

  ofHost =
    name:
    let
      host = hosts.${name};
      address = host.address or null;
      interface = host.interface or table.network.interface;
      unless = condition: problem: if condition then [ ] else [ problem ];
    in
    unless (match "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?" name != null)
      "${name} is no name for a host: small letters, digits and '-', at most 63"
    ++ map (
      attribute:
      "${name} has \"${attribute}\", which nothing reads; there are ${concatStringsSep ", " known}"
    ) (filter (attribute: !elem attribute known) (attrNames host))
    ++ unless (address != null || interface == null)
      "${name} has no address for ${toString interface}: give it one, or say `interface = null;` if it has one by DHCP"
    ++ unless (elem (host.platform or "x86_64-linux") [ "x86_64-linux" "aarch64-linux" ])
      "${name} has the platform \"${host.platform}\": hosts of this table are x86_64-linux or aarch64-linux; a Mac stands in flake.nix, as one of flake.darwinConfigurations"
    ++ unless (address == null || isIPv4 address)
      "${name} has the address \"${toString address}\", which is not one of IPv4: others belong into modules/network.nix"
    ++ (
      if isList host.tags then
        map (
          tag:
          "${name} has the tag \"${tag}\", but modules/tags/${tag}.nix is not there, or git does not know it (git add modules). A tag that only groups hosts has a file with { }"
        ) (filter (tag: !pathExists (./modules/tags + "/${tag}.nix")) host.tags)
      else
        [ "${name} has tags that are no list: tags = [ \"web\" ];" ]
    );

  addressed = filter (name: hosts.${name} ? address) names;
  byAddress = groupBy (name: toString hosts.${name}.address) addressed;
  twins = concatMap (
    address:
    if length byAddress.${address} < 2 then
      [ ]
    else
      [ "${concatStringsSep " and " byAddress.${address}} have one address, ${address}" ]
  ) (attrNames byAddress);

  missing = concatMap (
    tag: if having tag != [ ] then [ ] else [ "no host has the tag \"${tag}\", which all others need" ]
  ) [ "control-plane" "cache" ];

  problems = concatMap ofHost names ++ twins ++ missing;
in
if problems != [ ] then
  throw "fleet.nix needs a change:\n${concatStringsSep "\n" (map (problem: "- ${problem}") problems)}"
else
  table
  // {
    inherit hosts;
    # The host that is this, for all others.
    controlPlane = head (having "control-plane");
    cache = head (having "cache");
  }
