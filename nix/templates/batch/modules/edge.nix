# An edge host: often behind a thin line, and nobody near who could press a button.
{ host, ... }:
{
  services.nixfleet-agent = {
    inherit (host) tags;
    # Seconds. A switch may cut the line for a while; a host that has not proved itself by then goes back.
    confirmTimeout = 300;
  };

  # EDIT: what your edge hosts are for, and how they prove that they do it.
  services.nixfleet-agent.healthChecks.systemd = [ { units = [ "sshd.service" ]; } ];
}
