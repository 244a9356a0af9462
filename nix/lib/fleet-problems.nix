# What can only be wrong with hosts together, or with what the fleet calls them: sentences, none when all is well. Over the
# configurations as a flake has them; a host that was not made with mkHost is looked at as far as it goes.
{
  nixosConfigurations ? { },
  darwinConfigurations ? { },
  # A flake has more.
  ...
}:
let
  inherit (builtins)
    addErrorContext
    attrNames
    concatMap
    concatStringsSep
    filter
    groupBy
    length
    unsafeDiscardStringContext
    ;
  isPlain = import ./is-plain-http.nix;

  hostsOf =
    set: configurations:
    map (
      name:
      let
        inherit (configurations.${name}) config;
        called = "${set}.${name}";
        # Whatever is wrong inside of a host: which one it is.
        looked = addErrorContext "while looking at ${called}";
        agent = config.services.nixfleet-agent or { enable = false; };
      in
      {
        inherit name called;
        hostName = looked (config.hostSpec.hostName or name);
        isManaged = looked agent.enable;
        machineId = looked (unsafeDiscardStringContext agent.machineId);
        # Null: it is not set, or is no URL.
        controlPlaneUrl =
          let
            tried = builtins.tryEval agent.controlPlaneUrl;
          in
          if tried.success then tried.value else null;
        allowInsecure = looked agent.allowInsecure;
      }
    ) (attrNames configurations);

  hosts =
    hostsOf "nixosConfigurations" nixosConfigurations
    ++ hostsOf "darwinConfigurations" darwinConfigurations;
  managed = filter (host: host.isManaged) hosts;

  misnamed = map (
    host:
    "${host.called} has the hostName \"${host.hostName}\": the control plane and the command line know a host by its attribute, so let both be the same"
  ) (filter (host: host.hostName != host.name) hosts);

  byMachine = groupBy (host: host.machineId) managed;
  twins = concatMap (
    id:
    if length byMachine.${id} < 2 then
      [ ]
    else
      [
        "${
          concatStringsSep " and " (map (host: host.called) byMachine.${id})
        } are one machine, \"${id}\", to the control plane: set services.nixfleet-agent.machineId apart"
      ]
  ) (attrNames byMachine);

  homeless =
    map
      (
        host:
        "${host.called}: services.nixfleet-agent.controlPlaneUrl is not set, or is no URL: say where the control plane is, such as \"https://cp.example.org:8080\""
      )
      (filter (host: host.controlPlaneUrl == null) managed);
  unprotected =
    map
      (
        host:
        "${host.called}: services.nixfleet-agent.controlPlaneUrl is ${host.controlPlaneUrl}, without TLS: anybody on the way can say what the host runs. Use https://, or set services.nixfleet-agent.allowInsecure = true"
      )
      (
        filter (
          host: host.controlPlaneUrl != null && isPlain host.controlPlaneUrl && !host.allowInsecure
        ) managed
      );
in
misnamed ++ twins ++ homeless ++ unprotected
