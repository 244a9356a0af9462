# `nix build .#nixfleet-agent` and so on; nix/packages says how they are made. Other files of this folder get all that is made as
# their argument `nixfleetPackages`.
{ inputs, ... }:
{
  perSystem =
    {
      config,
      nixfleetPackages,
      system,
      ...
    }:
    {
      _module.args.nixfleetPackages =
        inputs.nixpkgs.legacyPackages.${system}.callPackage ../packages
          { };

      packages = {
        inherit (nixfleetPackages)
          nixfleet-agent
          nixfleet-compliance
          nixfleet-control-plane
          nixfleet-cli
          ;
        default = config.packages.nixfleet-cli;
      };
    };
}
