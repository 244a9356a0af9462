{
  description = "A fleet of six small machines, without inputs: what `npm run demo` rolls out";

  outputs =
    _:
    let
      platform = builtins.replaceStrings [ "\n" ] [ "" ] (builtins.readFile ./platform);

      # What every machine has: its activation and its web server.
      system = builtins.path {
        name = "demo-system";
        path = ./system;
      };

      # Links the files of the system and of the host into one closure. The builder is part of Nix
      # itself, so that nothing has to be downloaded or compiled.
      toplevel =
        name: folder:
        derivation {
          name = "nixos-system-${name}-demo";
          system = platform;
          builder = "builtin:buildenv";
          # For each package: active, priority, number of outputs, outputs.
          derivations = "true 5 1 ${system} true 5 1 ${folder}";
          manifest = "${folder}/host.nix";
        };

      host =
        name:
        let
          folder = builtins.path {
            inherit name;
            path = ./hosts + "/${name}";
          };
        in
        {
          pkgs.system = platform;
          config.services.nixfleet-agent.tags = (import (./hosts + "/${name}/host.nix")).tags;
          config.system.build.toplevel = toplevel name folder;
        };
    in
    {
      nixosConfigurations = builtins.mapAttrs (name: _: host name) (builtins.readDir ./hosts);
    };
}
