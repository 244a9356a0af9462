# The catalogue: every control and framework by its id, as the JSON files say. What a page, a probe and a module know of a
# control they all know from here.
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elem
    filter
    fromJSON
    listToAttrs
    map
    mapAttrs
    match
    readDir
    readFile
    ;

  filesOf =
    folder:
    listToAttrs (
      map (file: rec {
        name = value.id;
        value = fromJSON (readFile (folder + "/${file}"));
      }) (filter (file: match ".*[.]json" file != null) (attrNames (readDir folder)))
    );

  controls = filesOf ../catalogue/controls;
  frameworks = filesOf ../catalogue/frameworks;

  # By framework, and only those that have any.
  named =
    isMeant:
    let
      found = mapAttrs (
        _: framework: map (article: article.id) (filter isMeant framework.articles)
      ) frameworks;
    in
    listToAttrs (
      map (name: {
        inherit name;
        value = found.${name};
      }) (filter (name: found.${name} != [ ]) (attrNames found))
    );

  rules = concatMap (
    control: map (rule: rule // { control = control.id; }) (control.rules or [ ])
  ) (attrValues controls);
in
{
  inherit controls frameworks;

  # Every rule of every control, with the control's id.
  inherit rules;

  # `{ nis2 = [ "21(b)" ]; }`: what a control speaks for.
  articlesOf = control: named (article: elem control article.controls);

  # The same of one rule: an article that names rules means no other.
  articlesOfRule =
    { control, id, ... }:
    named (
      article: elem control article.controls && (!(article ? rules) || elem id article.rules)
    );

  # What an exception may be of: a control, one of its requirements, a rule.
  exceptable = concatMap (
    control:
    [ control.id ]
    ++ map (requirement: "${control.id}.${requirement}") (attrNames (control.requirements or { }))
    ++ map (rule: rule.id) (control.rules or [ ])
  ) (attrValues controls);
}
