# What `services.nixfleet-agent` contradicts itself in: assertions and warnings, as the module system takes them. What a
# single value must be is said by the types of the options.
{ isDarwin, settings }:
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    groupBy
    length
    unsafeDiscardStringContext
    ;
  inherit (settings) healthChecks tls;

  folderProblem = (import ./state-folder.nix settings.dbPath).problem;
  cacheProblem =
    if settings.cacheUrl == null then null else import ./cache-url.nix settings.cacheUrl;
  hasSecret = import ./url-secret.nix;

  names =
    (
      if isDarwin then
        concatMap (check: check.labels) healthChecks.launchd
      else
        concatMap (check: check.units) healthChecks.systemd
    )
    ++ map (check: check.url) healthChecks.http
    ++ map (check: check.name) healthChecks.command;
  # A name that is made of a package is one like any other.
  named = groupBy unsafeDiscardStringContext names;
  twice = filter (name: length named.${name} > 1) (attrNames named);

  isPlain = import ./is-plain-http.nix settings.controlPlaneUrl;
  isLoopback = elem settings.metricsHost [
    "127.0.0.1"
    "::1"
    "localhost"
  ];
  slow = filter (check: check.timeout >= settings.confirmTimeout) (
    map (check: check // { name = check.url; }) healthChecks.http ++ healthChecks.command
  );

  option = name: "services.nixfleet-agent.${name}";
  must = assertion: message: { inherit assertion message; };
  warning = isWarranted: text: if isWarranted then [ text ] else [ ];
in
{
  assertions = [
    (must (tls.clientCert == null || tls.clientKey != null)
      "${option "tls.clientCert"} is set to ${toString tls.clientCert}, but ${option "tls.clientKey"} is not: set both, or neither."
    )
    (must (tls.clientKey == null || tls.clientCert != null)
      "${option "tls.clientKey"} is set to ${toString tls.clientKey}, but ${option "tls.clientCert"} is not: set both, or neither."
    )
    (must (!isPlain || settings.allowInsecure)
      "${option "controlPlaneUrl"} is ${settings.controlPlaneUrl}, which is not encrypted: anybody on the way could bring this machine another system. Use https://, or, in a test, set ${option "allowInsecure"} = true."
    )
    (must (!hasSecret settings.controlPlaneUrl)
      "${option "controlPlaneUrl"} has a name or a password in it, which everybody could read in the Nix store and which the agent does not use: take it out. An agent shows who it is by ${option "tls.clientCert"}."
    )
    (must (cacheProblem == null)
      "${option "cacheUrl"}: ${toString settings.cacheUrl} ${toString cacheProblem}."
    )
    (must (settings.cacheUrl == null || !hasSecret settings.cacheUrl)
      "${option "cacheUrl"} has a password or a token in it, which everybody could read in the Nix store: take it out, and put it into the machine's netrc, ~/.aws or ssh configuration of root."
    )
    (must (folderProblem == null) "${option "dbPath"}: ${toString folderProblem}.")
    (must (filter (check: hasSecret check.url) healthChecks.http == [ ])
      "${option "healthChecks.http"} has a URL with a password or a token in it, which everybody could read in the Nix store: use a check in ${option "healthChecks.command"} that reads it from a file."
    )
    (must (twice == [ ])
      "${option "healthChecks"} has more than one check named ${concatStringsSep ", " twice}: reports and metrics could not tell them apart. Remove one, give a command another name, or tell URLs apart with a query (?check=2)."
    )
    (must (length names <= 1024)
      "${option "healthChecks"} has ${toString (length names)} checks, and a report takes 1024: put some into one command."
    )
    (must (length settings.tags <= 256)
      "${option "tags"} has ${toString (length settings.tags)} tags, and a report takes 256: remove some."
    )
    (must (!isDarwin || healthChecks.systemd == [ ])
      "${option "healthChecks.systemd"} is set, but this host runs macOS, which has no systemd: use ${option "healthChecks.launchd"}."
    )
    (must (isDarwin || healthChecks.launchd == [ ])
      "${option "healthChecks.launchd"} is set, but this host runs NixOS, which has no launchd: use ${option "healthChecks.systemd"}."
    )
    (must (isDarwin || !settings.metricsOpenFirewall || settings.metricsPort != null)
      "${option "metricsOpenFirewall"} is set, but ${option "metricsPort"} is not: set the port (9101 is usual), or leave the firewall closed."
    )
  ];

  warnings =
    warning (isDarwin && settings.metricsOpenFirewall)
      "${option "metricsOpenFirewall"} does nothing on macOS, whose firewall knows programs and not ports."
    ++ warning (settings.metricsOpenFirewall && settings.metricsPort != null && isLoopback)
      "${option "metricsOpenFirewall"} opens port ${toString settings.metricsPort}, but ${option "metricsHost"} = \"${settings.metricsHost}\" answers this host only: close the firewall, or listen on 0.0.0.0."
    ++ map (
      check:
      "The health check ${check.name} may take ${toString check.timeout} s, and the machine is taken back ${toString settings.confirmTimeout} s after a switch (${option "confirmTimeout"}): lower the one, or raise the other."
    ) slow;
}
