# What a framework demands, by its preset in the catalogue: the level of rules, how often evidence is wanted, and the controls with
# their values. `chosen` is the value of its switch (`essential`), `kinds` what the host is to the framework (`server`).
{
  preset,
  chosen,
  kinds ? [ ],
}:
let
  inherit (builtins)
    any
    attrNames
    elem
    filter
    foldl'
    head
    listToAttrs
    ;

  level = head (
    filter (level: elem chosen (preset.switch.${level} or [ ])) [
      "minimal"
      "standard"
      "strict"
      "paranoid"
    ]
  );
  isStrict = elem level [
    "strict"
    "paranoid"
  ];
  # Later ones above those before.
  sections = [ "standard" ] ++ (if isStrict then [ "strict" ] else [ ]) ++ kinds;

  cycle = preset.auditCycle.strict or preset.auditCycle.standard;

  applies =
    name:
    let
      control = preset.controls.${name};
    in
    !(control ? only) || any (kind: elem kind kinds) control.only;
in
{
  inherit level;
  auditCycle = if isStrict then cycle else preset.auditCycle.standard;
  controls = listToAttrs (
    map (name: {
      inherit name;
      value = foldl' (
        values: section: values // preset.controls.${name}.${section} or { }
      ) { } sections;
    }) (filter applies (attrNames preset.controls))
  );
}
