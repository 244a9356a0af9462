# Whether a host is to be configured for a requirement of a control, or for a rule: `enforces "root-login"`, `enforces "BH-03"`.
{
  # The control's id.
  id,
  # Its options.
  cfg,
  exceptions,
}:
what:
cfg.enable
&& cfg.enforce
&& (
  if cfg ? rules then
    cfg.rules.${what}.enable
  else
    !(exceptions ? ${id}) && !(exceptions ? "${id}.${what}")
)
