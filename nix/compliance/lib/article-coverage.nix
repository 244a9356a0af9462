# How the articles of a framework are covered on a host: `covered` when every control of an article that the framework demands is
# on, `partly` when some is, `uncovered` when none is. Where it demands none of them, all of them count. Whether they are met only
# evidence says.
{
  framework,
  # Ids of the controls that the framework demands.
  demanded,
  # Which controls are on, by id, and which rules.
  controls,
  rules,
}:
let
  inherit (builtins)
    all
    any
    elem
    filter
    listToAttrs
    ;

  coverage =
    article:
    let
      ruleIds = filter (id: elem id rules) (article.rules or [ ]);
      # An article that names rules of a control is covered by them alone.
      isRuleOf = control: rule: rule.control == control;
      hasRules =
        control:
        any (rule: isRuleOf control rule && elem rule.id (article.rules or [ ])) catalogue.rules;
      isOn =
        control:
        elem control controls
        && (
          !hasRules control
          || any (rule: isRuleOf control rule && elem rule.id ruleIds) catalogue.rules
        );
      wanted = filter (control: elem control demanded) article.controls;
      counted = if wanted == [ ] then article.controls else wanted;
    in
    {
      inherit (article) subject;
      status =
        if all isOn counted then
          "covered"
        else if any isOn article.controls then
          "partly"
        else
          "uncovered";
      controls = map (control: {
        inherit control;
        demanded = elem control demanded;
        enabled = isOn control;
      }) article.controls;
    }
    // (if article ? rules then { rules = ruleIds; } else { })
    // (if article ? note then { inherit (article) note; } else { });

  catalogue = import ./catalogue.nix;
in
listToAttrs (
  map (article: {
    name = article.id;
    value = coverage article;
  }) framework.articles
)
