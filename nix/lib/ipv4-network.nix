# IPv4 networks by arithmetic: `parse "10.42.0.1/24"` is the address and its network, `range "10.42.0.10,10.42.0.254,1h"` are
# the ends of what dnsmasq gives away. Addresses are numbers; null is what cannot be read.
let
  inherit (builtins)
    bitAnd
    elemAt
    foldl'
    fromJSON
    genList
    match
    ;

  octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  dotted = "${octet}\\.${octet}\\.${octet}\\.${octet}";
  power = exponent: foldl' (product: _: product * 2) 1 (genList (each: each) exponent);

  address =
    text:
    let
      octets = match dotted text;
    in
    if octets == null then
      null
    else
      foldl' (number: digits: number * 256 + fromJSON digits) 0 octets;
in
{
  inherit address;

  # `first` and `last` are the network's own addresses: its name and its broadcast.
  parse =
    text:
    let
      parts = match "([0-9.]+)/([0-9]|[12][0-9]|30)" text;
      number = address (elemAt parts 0);
      size = power (32 - fromJSON (elemAt parts 1));
      first = bitAnd number (4294967295 - (size - 1));
    in
    if parts == null || number == null then
      null
    else
      {
        host = elemAt parts 0;
        inherit number first;
        last = first + size - 1;
      };

  range =
    text:
    let
      parts = match "([0-9.]+),([0-9.]+)(,([0-9]+[smhdw]?|infinite))?" text;
      start = address (elemAt parts 0);
      end = address (elemAt parts 1);
    in
    if parts == null || start == null || end == null then null else { inherit start end; };
}
