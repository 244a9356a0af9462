# Whether anybody gets through the `auth` lines of a PAM service, of its text, whatever is answered over the network. Modules in
# `failing` let nobody through. As libpam goes through it (pam.conf(5)); of a service that is included nothing is known.
{
  text,
  failing ? [ ],
}:
let
  inherit (builtins)
    any
    attrNames
    baseNameOf
    concatMap
    elem
    elemAt
    filter
    foldl'
    fromJSON
    head
    isList
    isString
    length
    listToAttrs
    match
    split
    tail
    ;

  controls = {
    required = "success=ok new_authtok_reqd=ok ignore=ignore default=bad";
    requisite = "success=ok new_authtok_reqd=ok ignore=ignore default=die";
    sufficient = "success=done new_authtok_reqd=done default=ignore";
    optional = "success=ok new_authtok_reqd=ok default=ignore";
  };
  actionsOf =
    control:
    { default = "bad"; }
    // listToAttrs (
      map (pair: {
        name = elemAt pair 0;
        value = elemAt pair 1;
      }) (filter isList (split "([a-z_]+)=([a-z0-9]+)" (controls.${control} or control)))
    );

  # Paths of modules are in the store, and nothing of it is wanted from there.
  lines = filter isString (split "\n" (builtins.unsafeDiscardStringContext text));
  ruleOf =
    line:
    let
      parts =
        match "[[:space:]]*-?auth[[:space:]]+(\\[[^]]*]|[^[:space:]]+)[[:space:]]+([^[:space:]]+)(.*)"
          line;
      control = elemAt parts 0;
    in
    if parts == null then
      [ ]
    else
      [
        {
          inherit control;
          module = baseNameOf (elemAt parts 1);
          actions = actionsOf control;
          options = filter isString (split "[[:space:]]+" (elemAt parts 2));
        }
      ];
  isIncluding =
    line:
    match "[[:space:]]*(@include|-?auth[[:space:]]+(include|substack))[[:space:]].*" line != null;

  # Who is elsewhere has no finger on this host's reader and no token in its socket; some options let those pass who have none.
  isHere =
    { module, options, ... }:
    elem module [
      "pam_fprintd.so"
      "pam_p11.so"
      "pam_u2f.so"
    ]
    && !(any (option: elem option options) [
      "manual"
      "nouserok"
      "nullok"
    ]);
  good = [
    "success"
    "new_authtok_reqd"
  ];
  resultsOf =
    rule:
    let
      all = [
        "success"
        "auth_err"
      ]
      ++ filter (result: result != "default") (attrNames rule.actions);
    in
    if rule.module == "pam_deny.so" then
      [ "auth_err" ]
    else if rule.module == "pam_permit.so" then
      [ "success" ]
    else if elem rule.module failing || isHere rule then
      filter (result: !(elem result (good ++ [ "ignore" ]))) all
    else
      all;

  # Where a result leads: how the stack stands then (`open`, undecided; `good`; `spoilt`), and how many lines are jumped over. Null: to
  # its end, and nobody gets in.
  outcomeOf =
    standing: rule: rest: result:
    let
      action = rule.actions.${result} or rule.actions.default;
      at = standing: {
        inherit standing;
        over = 0;
      };
      added =
        if standing == "spoilt" || result == "ignore" then
          standing
        else if elem result good then
          "good"
        else
          "spoilt";
    in
    if match "[1-9][0-9]*" action != null then
      # A jump over the end is a mistake, and answered with a failure.
      if fromJSON action > length rest then
        null
      else
        {
          inherit standing;
          over = fromJSON action;
        }
    else if action == "ignore" then
      at standing
    else if action == "ok" then
      at added
    else if action == "done" then
      if standing == "spoilt" then
        at standing
      else if added == "good" then
        {
          standing = added;
          over = length rest;
        }
      else
        null
    else if action == "reset" then
      at "open"
    else if action == "die" then
      null
    else
      at "spoilt";

  unique = foldl' (known: each: if elem each known then known else known ++ [ each ]) [ ];
  without = count: rules: if count == 0 then rules else without (count - 1) (tail rules);
  canEndWell =
    standing: rules:
    if rules == [ ] then
      standing == "good"
    else
      any (outcome: outcome != null && canEndWell outcome.standing (without outcome.over (tail rules))) (
        unique (map (outcomeOf standing (head rules) (tail rules)) (resultsOf (head rules)))
      );
in
any isIncluding lines || canEndWell "open" (concatMap ruleOf lines)
