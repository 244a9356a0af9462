# How often evidence is collected where several frameworks want some: hourly where any does, else as the strictest of them wants
# it. Calendars of systemd have no order of their own. Null: none has anything to say of that.
requirements:
let
  inherit (builtins)
    attrValues
    elem
    filter
    foldl'
    head
    ;
  levels = import ./levels.nix;
  rank = import ./strictness.nix;
  asked = filter (of: of.auditCycle != null) (attrValues requirements);
  level = of: if of.level == null then "minimal" else of.level;
  strictest = foldl' (
    best: of: if rank.isAsStrict levels [ (level of) ] (level best) then best else of
  ) (head asked) asked;
in
if asked == [ ] then
  null
else if elem "hourly" (map (of: of.auditCycle) asked) then
  "hourly"
else
  strictest.auditCycle
