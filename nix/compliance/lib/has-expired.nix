# Whether an exception ran out before a day: `expires` is its last day (`YYYY-MM-DD`), `date` begins with the day it is
# (`YYYYMMDD…`). Null: it holds for good; nobody knows what day it is.
{ expires, date }:
expires != null
&& date != null
&& builtins.lessThan (builtins.replaceStrings [ "-" ] [ "" ] expires) (builtins.substring 0 8 date)
