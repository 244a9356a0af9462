# The hosts that the tests are about, as the hosts of this flake: what is shown by `nix flake show`, built by `validate`.
{ inputs, lib, ... }:
let
  inherit (import ../tests { inherit inputs; }) hosts platforms;
  # Of what is written of a host, as Nix asks for its name first: no host is evaluated for that.
  isDarwin = name: lib.hasSuffix "-darwin" platforms.${name};
in
{
  flake = {
    nixosConfigurations = lib.filterAttrs (name: _: !isDarwin name) hosts;
    darwinConfigurations = lib.filterAttrs (name: _: isDarwin name) hosts;
  };
}
