# The value of /etc/nixfleet/health-checks.json: what of `services.nixfleet-agent.healthChecks` counts on a platform, in
# the words of the agent.
{ isDarwin, healthChecks }:
let
  inherit (healthChecks) systemd launchd;

  http =
    {
      url,
      timeout,
      expectedStatus,
      interval,
      ...
    }:
    {
      inherit
        url
        timeout
        expectedStatus
        interval
        ;
    };
  command =
    {
      name,
      command,
      timeout,
      interval,
      ...
    }:
    {
      inherit
        name
        command
        timeout
        interval
        ;
    };
in
(
  if isDarwin then
    { launchd = map ({ labels, ... }: { inherit labels; }) launchd; }
  else
    { systemd = map ({ units, ... }: { inherit units; }) systemd; }
)
// {
  http = map http healthChecks.http;
  command = map command healthChecks.command;
}
