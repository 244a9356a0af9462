# Seconds after which evidence is too old, of the calendar event by which it is collected: the time between two, and what a
# collection may come late. What is not understood counts as daily.
interval:
let
  inherit (builtins) head filter match;
  hour = 3600;
  day = 24 * hour;

  kinds = [
    {
      pattern = "minutely|hourly|([*]-[*]-[*] )?[*](/1)?:[0-9]{1,2}(:[0-9]{1,2})?|[*]:0?/[0-9]+";
      seconds = 2 * hour;
    }
    {
      pattern = "weekly|(Mon|Tue|Wed|Thu|Fri|Sat|Sun)( .*)?";
      seconds = 8 * day;
    }
    {
      pattern = "monthly|[*]-[*]-[0-9]{1,2}( .*)?";
      seconds = 32 * day;
    }
    {
      pattern = "quarterly|semiannually|yearly|annually";
      seconds = 366 * day;
    }
    {
      pattern = ".*";
      seconds = day + 2 * hour;
    }
  ];
in
(head (filter (kind: match kind.pattern interval != null) kinds)).seconds
