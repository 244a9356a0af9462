# Whether settings of sshd (`services.openssh.extraConfig`) tell people apart: what stands in a `Match` may let some of them in on
# other ways than everybody's. It is the probe that reads it.
text:
let
  inherit (builtins)
    any
    isString
    match
    split
    ;
  begins =
    line: isString line && match "[[:space:]]*[Mm][Aa][Tt][Cc][Hh][[:space:]=\"].*" line != null;
in
any begins (split "\n" text)
