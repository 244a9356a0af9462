/** What zsh autoloads or sources. `compadd` quotes what it inserts. */
export const ZSH_SCRIPT = String.raw`#compdef nixfleet
# zsh completion for nixfleet, made by: nixfleet completions zsh
# The program itself is asked what can stand where the cursor is.

_nixfleet() {
  emulate -L zsh
  local program=${'$'}{(Q)words[1]} answer line is_told=
  local -a lines values shown
  program=${'$'}{program/#\~\//$HOME/}
  answer=$("$program" __complete zsh -- "${'$'}{(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null) || return 1
  lines=("${'$'}{(@f)answer}")
  case ${'$'}{lines[1]} in
    files | folders)
      [[ $PREFIX == --*=* ]] && compset -P '--*='
      if [[ ${'$'}{lines[1]} == files ]]; then _files; else _files -/; fi
      ;;
    words)
      for line in "${'$'}{(@)lines[2,-1]}"; do
        values+=("${'$'}{line%%$'\t'*}")
        if [[ -n ${'$'}{line#*$'\t'} ]]; then
          is_told=1
          shown+=("${'$'}{line/$'\t'/  -- }")
        else
          shown+=("${'$'}{line%%$'\t'*}")
        fi
      done
      # In the order of the answer: the newest first.
      compadd ${'$'}{is_told:+-l} -V nixfleet -d shown -a values
      ;;
    *) return 1 ;;
  esac
}

if [[ ${'$'}{funcstack[1]} == _nixfleet ]]; then
  _nixfleet "$@"
else
  compdef _nixfleet nixfleet
fi
`;
