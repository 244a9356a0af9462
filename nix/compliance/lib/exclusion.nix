# Why a rule is off, or null: it is on. What comes first here is what is said of a rule that several reasons speak against.
{
  rule,
  # Id of the rule's control.
  control,
  isControlOn,
  # compliance.governance.
  governance,
}:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    head
    ;

  levels = import ./levels.nix;
  includes = { isAsStrict, ... }: isAsStrict levels [ rule.severity ] governance.level;
  isOf = list: value: list == [ ] || elem value list;
  list = concatStringsSep ", ";

  tags = filter (tag: elem tag governance.excludes) rule.tags;
  exceptions = filter (
    id:
    elem id [
      rule.id
      control
    ]
  ) (attrNames governance.exceptions);
in
if !isControlOn then
  {
    via = "control";
    reason = "${control} is off";
  }
else if !includes (import ./strictness.nix) then
  {
    via = "level";
    reason = "the level is ${governance.level}, and the rule is one of ${rule.severity}";
    requiredLevel = rule.severity;
  }
else if !isOf rule.hostTypes governance.hostType then
  {
    via = "hostType";
    reason = "the host is a ${governance.hostType}, and the rule is for ${list rule.hostTypes}";
    requiredHostTypes = rule.hostTypes;
  }
else if !isOf rule.architectures governance.architecture then
  {
    via = "architecture";
    reason = "the host is ${governance.architecture}, and the rule is for ${list rule.architectures}";
    requiredArchitectures = rule.architectures;
  }
else if tags != [ ] then
  {
    via = "tag";
    reason = "compliance.governance.excludes has ${list tags}";
    inherit tags;
  }
else if exceptions != [ ] then
  {
    via = "exception";
    reason = "compliance.governance.exceptions has ${head exceptions}";
    inherit (governance.exceptions.${head exceptions}) rationale owner expires;
  }
else
  null
