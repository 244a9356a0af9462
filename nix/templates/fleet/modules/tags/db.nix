# A database, dumped at half past two and backed up at three.
{ config, ... }:
{
  services.postgresql.enable = true;
  services.postgresqlBackup = {
    enable = true;
    location = "/var/backup/postgresql";
    startAt = "*-*-* 02:30:00";
  };

  nixfleet.backup = {
    enable = true;
    backend = "restic";
    schedule = "*-*-* 03:00:00";
    # The files of a running database are no backup of it: its dump is.
    paths = [ "/var/backup/postgresql" ];
    restic = {
      # EDIT: somewhere else, such as sftp:backup@nas:/db-01. A copy on the same disk goes with the disk.
      repository = "/var/backup/restic";
      passwordFile = "${config.fleet.keys}/restic-password";
    };
  };

  nixfleet.persistence.directories = [
    "/var/backup"
    {
      directory = "/var/lib/postgresql";
      user = "postgres";
      group = "postgres";
      mode = "0750";
    }
  ];

  services.nixfleet-agent.healthChecks.systemd = [ { units = [ "postgresql.service" ]; } ];
}
