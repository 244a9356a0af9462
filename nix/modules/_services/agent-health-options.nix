# The options of `services.nixfleet-agent.healthChecks`: what a host must pass after a switch, and what it reports in
# between.
{ lib, ... }:
let
  inherit (lib) mkOption types;
  inherit (import ./agent-types.nix { inherit lib; })
    checkName
    checkSeconds
    httpUrl
    launchdLabel
    shellCommand
    statusCode
    unitName
    ;

  checks =
    options: more:
    mkOption (
      {
        type = types.listOf (types.submodule { inherit options; });
        default = [ ];
      }
      // more
    );

  timeout =
    default:
    mkOption {
      type = checkSeconds;
      inherit default;
      description = "Seconds that the check may take.";
      example = 10;
    };
  interval =
    default:
    mkOption {
      type = checkSeconds;
      inherit default;
      description = "Seconds before a check that has failed is tried again, while the host proves itself after a switch. (v0.1.1 never read it.)";
      example = 1;
    };
in
{
  options.services.nixfleet-agent.healthChecks = {
    systemd =
      checks
        {
          units = mkOption {
            type = types.listOf unitName;
            description = "Units that must be active; each is a check of its own.";
            example = [
              "nginx.service"
              "postgresql.service"
            ];
          };
        }
        {
          description = "systemd units that must be active (NixOS). Without any check at all, systemd as a whole is asked.";
          example = [ { units = [ "nginx.service" ]; } ];
        };
    launchd =
      checks
        {
          labels = mkOption {
            type = types.listOf launchdLabel;
            description = "Labels of services that must be loaded and have a process; each is a check of its own.";
            example = [ "org.nixos.nix-daemon" ];
          };
        }
        {
          description = "launchd services that must run (macOS). Without any check at all, launchd as a whole is asked.";
          example = [ { labels = [ "org.nixos.nix-daemon" ]; } ];
        };
    http =
      checks
        {
          url = mkOption {
            type = httpUrl;
            description = "URL that is asked with GET; HTTPS trusts the roots of the system and `tls.caCert`. Redirects are followed, unless one is expected. It stands in a file that everybody can read: no passwords and no tokens.";
            example = "http://localhost/health";
          };
          timeout = timeout 3;
          interval = interval 5;
          expectedStatus = mkOption {
            type = statusCode;
            default = 200;
            description = "HTTP status that the answer must have.";
            example = 204;
          };
        }
        {
          description = "URLs that must answer.";
          example = [ { url = "http://localhost/health"; } ];
        };
    command =
      checks
        {
          name = mkOption {
            type = checkName;
            description = "What reports and metrics call it.";
            example = "queue";
          };
          command = mkOption {
            type = shellCommand;
            description = "Command that must end with 0. `/bin/sh` runs it as root, with the programs of the running system on PATH; `sudo` and other setuid programs do not work there (use `runuser`). It stands in a file that everybody can read: no passwords.";
            example = "test -S /run/queue.sock";
          };
          timeout = timeout 5;
          interval = interval 10;
        }
        {
          description = "Commands that must succeed.";
          example = [
            {
              name = "queue";
              command = "test -S /run/queue.sock";
            }
          ];
        };
  };
}
