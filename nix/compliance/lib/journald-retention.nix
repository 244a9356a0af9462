# What keeps the journal on disk, and for how many days it may be kept; as options of services.journald. `hasSettings`: of a
# NixOS that has them in sections, in place of text.
{
  days,
  hasSettings,
  enforced,
}:
let
  settings = {
    Storage = "persistent";
    # journald knows no day that is always of 24 hours.
    MaxRetentionSec = "${toString (days * 24)}h";
    Compress = "yes";
  };
in
if hasSettings then
  { settings.Journal = builtins.mapAttrs (_: enforced) settings; }
else
  {
    storage = enforced settings.Storage;
    extraConfig = ''
      MaxRetentionSec=${settings.MaxRetentionSec}
      Compress=${settings.Compress}
    '';
  }
