# The environment of the agent, the same under systemd and launchd.
settings:
{
  # Nix keeps there what it knows of caches: a machine whose root is wiped would ask for all of it after every boot.
  XDG_CACHE_HOME = "/var/lib/nixfleet/.cache";
}
// (
  # A variable that is there and empty would be a tag without a name.
  if settings.tags == [ ] then
    { }
  else
    { NIXFLEET_TAGS = builtins.concatStringsSep "," settings.tags; }
)
// (
  # Not an argument: an agent that does not know it would not start.
  if settings.evidenceDir or null == null then
    { }
  else
    { NIXFLEET_EVIDENCE_DIR = settings.evidenceDir; }
)
