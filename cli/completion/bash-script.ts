/** What bash (3.2 and later) sources: it asks the program for each word, and quotes every answer before it is inserted. */
export const BASH_SCRIPT = String.raw`# bash completion for nixfleet, made by: nixfleet completions bash
# The program itself is asked what can stand where the cursor is.

_nixfleet() {
  COMPREPLY=()
  local line=${'$'}{COMP_LINE:0:COMP_POINT} n=-1 i word blanks
  local -a words=()

  # bash splits words at = and : as well; the line tells which pieces belong together.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${'$'}{COMP_WORDS[i]}
    blanks=${'$'}{line%%[![:space:]]*}
    if ((n < 0)) || [[ -n $blanks ]]; then
      line=${'$'}{line#"$blanks"}
      words[++n]=
    fi
    if [[ $line == "$word"* ]]; then
      words[n]+=$word
      line=${'$'}{line#"$word"}
    else
      # The cursor is in the middle of this one.
      words[n]+=$line
      line=
    fi
  done
  ((n > 0)) || return 0

  # Readline replaces what stands behind the last break or behind an open quote, so that is what it is given.
  local current=${'$'}{words[n]} cut= is_quoted=
  local plain='^[^\"'\'']*$' open='^([^\"'\'']*)[\"'\''][^\"'\'']*$'
  if [[ $current =~ $plain ]]; then
    for ((i = ${'$'}{#current}; i > 0; i--)); do
      word=${'$'}{current:i-1:1}
      if [[ $word == [=:] && $COMP_WORDBREAKS == *"$word"* ]]; then
        cut=${'$'}{current:0:i}
        break
      fi
    done
  elif [[ $current =~ $open ]]; then
    cut=${'$'}{BASH_REMATCH[1]} is_quoted=1
  else
    return 0
  fi

  local program=${'$'}{words[0]/#\~\//$HOME/} answer kind value
  answer=$("$program" __complete bash -- "${'$'}{words[@]:1}" 2>/dev/null) || return 0
  {
    IFS= read -r kind
    case $kind in
      files | folders)
        local action=file
        [[ $kind == files ]] || action=directory
        compopt -o filenames 2>/dev/null
        while IFS= read -r value; do
          [[ -z $value ]] || COMPREPLY+=("$value")
        done <<<"$(compgen -A "$action" -- "${'$'}{current#"$cut"}")"
        ;;
      words)
        while IFS=$'\t' read -r value _; do
          value=${'$'}{value#"$cut"}
          [[ -n $value ]] || continue
          if [[ $value == *[!A-Za-z0-9_.,:@%+/=-]* ]]; then
            # What would have to be quoted in quotes is left out.
            [[ -z $is_quoted ]] || continue
            printf -v value %q "$value"
          fi
          COMPREPLY+=("$value")
        done
        ;;
    esac
  } <<<"$answer"
}

complete -o nosort -F _nixfleet nixfleet 2>/dev/null || complete -F _nixfleet nixfleet
`;
