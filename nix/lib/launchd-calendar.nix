# A schedule in systemd's words as launchd's `StartCalendarInterval`: `hourly`, `daily`, `weekly`, `monthly`, a time of day
# (`03:00`), days of the week (`Mon,Thu 03:00`, `Mon..Fri 03:00`), a day of the month (`*-*-01 03:00`), a minute of each
# hour (`*:15`). Null is the answer to everything else: launchd has no other.
schedule:
let
  inherit (builtins)
    concatMap
    elem
    elemAt
    filter
    fromJSON
    genList
    isString
    match
    split
    ;

  shorthands = {
    hourly = "*:00";
    daily = "00:00";
    weekly = "Mon 00:00";
    monthly = "*-*-01 00:00";
  };
  weekdays = {
    Sun = 0;
    Mon = 1;
    Tue = 2;
    Wed = 3;
    Thu = 4;
    Fri = 5;
    Sat = 6;
  };

  number = text: fromJSON (elemAt (match "0*([0-9]+)" text) 0);
  written = shorthands.${schedule} or schedule;
  day = "(Sun|Mon|Tue|Wed|Thu|Fri|Sat)";
  days = "${day}((,|\\.\\.)${day})*";
  clock = "([*]|[0-9]{1,2}):([0-9]{1,2})(:00)?";
  parts = match "((${days}) )?([*]-[*]-([*]|[0-9]{1,2}) )?${clock}" written;

  # Of the groups that `parts` has: the days of the week, the day of the month, the hour, the minute.
  part = elemAt parts;
  ofWeek = part 1;
  ofMonth = part 7;
  hour = part 8;
  minute = part 9;

  remainder = number: divisor: number - (number / divisor) * divisor;
  between =
    first: last:
    genList (index: remainder (first + index) 7) (remainder (last - first + 7) 7 + 1);
  daysOf =
    text:
    let
      ends = match "${day}\\.\\.${day}" text;
    in
    if ends == null then
      [ weekdays.${text} ]
    else
      between weekdays.${elemAt ends 0} weekdays.${elemAt ends 1};
  weekdaysOf = text: concatMap daysOf (filter isString (split "," text));
  # launchd refuses a list that has an entry twice.
  unique = wanted: filter (each: elem each wanted) (genList (day: day) 7);

  dated =
    (if ofMonth == null || ofMonth == "*" then { } else { Day = number ofMonth; })
    // (if hour == "*" then { } else { Hour = number hour; })
    // {
      Minute = number minute;
    };
  isWithin = first: last: number: first <= number && number <= last;
  isRange =
    isWithin 0 23 (dated.Hour or 0) && isWithin 0 59 dated.Minute && isWithin 1 31 (dated.Day or 1);
in
# A day of the week and one of the month: systemd means both at once, launchd either.
if parts == null || !isRange || (ofWeek != null && dated ? Day) then
  null
else if ofWeek == null then
  [ dated ]
else
  map (Weekday: dated // { inherit Weekday; }) (unique (weekdaysOf ofWeek))
