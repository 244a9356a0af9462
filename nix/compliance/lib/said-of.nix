# What modules say of a key of an option that is a set (`options.boot.kernel.sysctl`), looked up where they say it: whoever enforces
# a value cannot ask for it, for that would be to ask oneself. Without what is enforced, and what is said on a condition that is not
# met; in whatever order of priority.
{ lib }:
let
  ours = (import ./enforced.nix { inherit lib; } null).priority;
  # Conditions and overrides have a content. Ours is known by its priority before anybody asks for its condition, which may well
  # depend on what others say.
  isOurs = value: value.priority or null == ours || value ? content && isOurs value.content;
  contentOf =
    value:
    if !(value ? content) then
      value
    else if isOurs value || !(value.condition or true) then
      null
    else
      contentOf value.content;
in
option: key:
builtins.filter (value: value != null) (
  map (definition: contentOf (definition.${key} or null)) option.definitions
)
