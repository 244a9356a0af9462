# What a framework demands of two kinds of organisation: `path expected other` is a check that a value of `compliance` is
# `expected` on a host of the stricter kind, and `other` on one of the milder.
{ aHost, lib }:
{
  framework,
  # Settings of the framework for either kind.
  strict,
  milder,
  # The two kinds, in words.
  kinds,
}:
let
  host = import ./a-compliant-host.nix { inherit aHost lib; };
  complianceOf =
    settings:
    (host [ framework ] [
      { compliance.frameworks.${framework} = { enable = true; } // settings; }
    ]).compliance;
  ofStrict = complianceOf strict;
  ofMilder = complianceOf milder;
in
name: expected: other:
let
  path = lib.splitString "." name;
in
{
  check = lib.getAttrFromPath path ofStrict == expected && lib.getAttrFromPath path ofMilder == other;
  msg = "${name} differs between ${kinds}";
}
