{ mkHost, ... }:
{
  host =
    (mkHost {
      hostName = "mac-01";
      platform = "aarch64-darwin";
      hostSpec.userName = "alice";
      modules = [ { local.dock.entries = [ { path = "Safari"; } ]; } ];
    }).config.system.activationScripts.postActivation.text;
  says = [
    "local.dock.entries"
    "Safari"
  ];
}
