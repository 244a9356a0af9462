# The words of a setting of sshd (services.openssh.settings), which is a list, text, or null: none.
value:
let
  inherit (builtins)
    filter
    isList
    isString
    split
    ;
in
if value == null then
  [ ]
else if isList value then
  value
else
  filter (word: isString word && word != "") (split "[[:space:]]+" value)
