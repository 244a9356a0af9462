# The name that people remember a revision by: an adjective and an animal, always the same for the same short revision.
# A hundred names are few; the revision stands beside it, and the name only helps to see that two differ.
shortRevision:
let
  inherit (builtins)
    elemAt
    hashString
    length
    substring
    ;

  adjectives = [
    "amber"
    "brave"
    "calm"
    "deft"
    "eager"
    "frosty"
    "gentle"
    "humble"
    "lucid"
    "nimble"
  ];
  animals = [
    "badger"
    "crane"
    "dolphin"
    "ermine"
    "falcon"
    "heron"
    "lynx"
    "marten"
    "otter"
    "raven"
  ];

  hash = hashString "sha256" shortRevision;
  digits = {
    "0" = 0;
    "1" = 1;
    "2" = 2;
    "3" = 3;
    "4" = 4;
    "5" = 5;
    "6" = 6;
    "7" = 7;
    "8" = 8;
    "9" = 9;
    "a" = 10;
    "b" = 11;
    "c" = 12;
    "d" = 13;
    "e" = 14;
    "f" = 15;
  };
  digit = at: digits.${substring at 1 hash};
  # Four digits: with fewer the first names of a list would come up noticeably more often.
  number = at: ((digit at * 16 + digit (at + 1)) * 16 + digit (at + 2)) * 16 + digit (at + 3);
  remainder = number: divisor: number - (number / divisor) * divisor;
  of = names: at: elemAt names (remainder (number at) (length names));
in
"${of adjectives 0}-${of animals 4}"
