# How strict a value of an option is, and which of several is strictest. `stricter` says what the option means:
#
#   "smaller", "larger"   a number
#   "true"                a switch
#   "shorter"             how often or how long: weekly, 45d, 4h, 30min
#   [ "1.2" "1.3" ]       the values themselves, the strictest last
let
  inherit (builtins)
    all
    concatStringsSep
    elemAt
    filter
    foldl'
    fromJSON
    genList
    head
    isList
    length
    match
    ;

  # A month is as long as the longest, as for the probes.
  named = {
    hourly = 60;
    daily = 24 * 60;
    weekly = 7 * 24 * 60;
    monthly = 31 * 24 * 60;
    quarterly = 92 * 24 * 60;
    yearly = 366 * 24 * 60;
  };
  units = {
    min = 1;
    h = 60;
    d = 24 * 60;
  };
  minutes =
    text:
    let
      found = match "([1-9][0-9]*)(min|h|d)" text;
    in
    named.${text} or (
      if found == null then
        throw "compliance.requirements: ${text} is no time such as weekly, 45d, 4h or 30min"
      else
        fromJSON (elemAt found 0) * units.${elemAt found 1}
    );

  position =
    list: value:
    let
      found = filter (at: elemAt list at == value) (genList (at: at) (length list));
    in
    if found == [ ] then
      throw "compliance.requirements: ${toString value} is none of ${concatStringsSep ", " list}"
    else
      head found;

  # Higher is stricter.
  rank =
    stricter: value:
    if value == null then
      # Not demanded at all.
      -1000000000
    else if isList stricter then
      position stricter value
    else
      {
        smaller = -value;
        larger = value;
        true = if value then 1 else 0;
        shorter = -(minutes value);
      }
      .${stricter};
in
{
  # The strictest of a list that has one at least.
  strictest =
    stricter: values:
    foldl' (best: value: if rank stricter value > rank stricter best then value else best) (head
      values
    ) values;

  # Whether a value is at least as strict as each of some others.
  isAsStrict =
    stricter: demanded: value:
    all (each: rank stricter value >= rank stricter each) demanded;
}
