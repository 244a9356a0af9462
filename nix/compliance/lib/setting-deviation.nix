# A setting of NixOS that a control demands, as it came out: a list of nothing when it is met, and of what is said of it when the
# host says otherwise.
{
  # Ids of the control, and of its requirement or rule.
  control,
  requirement,
  # `boot.kernel.sysctl."kernel.sysrq"`.
  setting,
  value,
  demanded,
  isMet ? value == demanded,
}:
if isMet then
  [ ]
else
  [
    {
      inherit
        control
        setting
        value
        demanded
        ;
      by = [ requirement ];
      exceptions = [ ];
    }
  ]
