# How strict a host's value of a sysctl is against what a rule demands. Of two keys a larger value is known to be stricter; of others
# (rp_filter: 1 is strict, 2 is loose) the probe knows more, and a warning too many is read by somebody who can decide.
let
  inherit (builtins)
    elem
    filter
    foldl'
    isInt
    ;
  plain = each: if each == true then 1 else if each == false then 0 else each;
  isStricterWhenLarger =
    key:
    elem key [
      "kernel.perf_event_paranoid"
      "kernel.yama.ptrace_scope"
    ];
in
{
  isMet =
    key: demanded: value:
    toString (plain value) == toString demanded
    || isStricterWhenLarger key && isInt value && value > demanded;

  # What is demanded, or what somebody has asked for by a default that is stricter still.
  strictest =
    key: demanded: said:
    if isStricterWhenLarger key then
      foldl' (most: each: if each > most then each else most) demanded (filter isInt said)
    else
      demanded;
}
