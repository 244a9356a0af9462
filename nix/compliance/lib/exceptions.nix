# What is wrong with exceptions: `problems` cannot be, `doubts` are said. `isDate` is for their type.
let
  inherit (builtins)
    attrNames
    concatMap
    elem
    elemAt
    filter
    fromJSON
    match
    substring
    ;

  # JSON has no number that begins with a 0.
  number = text: fromJSON (if substring 0 1 text == "0" then substring 1 1 text else text);
  daysIn =
    year: month:
    if month == 2 then
      (
        if rest year 4 == 0 && (rest year 100 != 0 || rest year 400 == 0) then 29 else 28
      )
    else if
      elem month [
        4
        6
        9
        11
      ]
    then
      30
    else
      31;
  rest = year: by: year - (year / by) * by;
in
{
  # A day that there is, as `2027-06-30`.
  isDate =
    text:
    let
      found = match "([2-9][0-9]{3})-([0-9]{2})-([0-9]{2})" text;
      month = number (elemAt found 1);
      day = number (elemAt found 2);
    in
    found != null
    && month >= 1
    && month <= 12
    && day >= 1
    && day <= daysIn (fromJSON (elemAt found 0)) month;

  # Ids of exceptions that nothing has.
  problems =
    { exceptions, known }:
    map (
      id:
      "compliance.governance.exceptions.\"${id}\" is of nothing that there is: name a rule (BH-07), a control (secure-boot) or a requirement (access-control.root-login); nix/compliance/catalogue has them all"
    ) (filter (id: !elem id known) (attrNames exceptions));

  # `date`: of the fleet, `YYYYMMDDhhmmss`; null: unknown, and nothing is known to have run out.
  doubts =
    { exceptions, date }:
    concatMap (
      id:
      let
        exception = exceptions.${id};
        inherit (exception) expires;
        isOver = import ./has-expired.nix { inherit expires date; };
      in
      filter (text: text != null) [
        (
          if exception.owner == null then
            "compliance.governance.exceptions.\"${id}\" has no owner: set its `owner` to who answers for it"
          else
            null
        )
        (
          if isOver then
            "compliance.governance.exceptions.\"${id}\" ran out on ${expires}: what it excused counts again in the evidence. Decide anew (set `expires` to a later day), or remove it and the host is configured for it again"
          else
            null
        )
      ]
    ) (attrNames exceptions);
}
