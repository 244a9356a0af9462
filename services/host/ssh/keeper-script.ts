import { KEEPER_PLACE } from './keeper-place.ts';
import { KEEPER_TOOLS } from './keeper-tools.ts';
import { KEEPER_WATCH } from './keeper-watch.ts';

/**
 * Keeps a deployment on its target, which needs a POSIX shell and Nix and nothing of ours: begins it, watches it, makes it
 * permanent when it is confirmed and takes the machine back when it is not.
 */
export const KEEPER_SCRIPT = `${KEEPER_TOOLS}${KEEPER_PLACE}${KEEPER_WATCH}
look() {
  tell "user $(id -u)"
  tell "running $(running)"
  tell "profile $(generation)"
  for link in "$profile"-*-link; do
    [ -h "$link" ] && tell "generation \${link##*/} $(readlink "$link")"
  done
  tell looked
}

# begin ID WANTED CONFIRM LIMIT NUMBER: nothing changes yet. CONFIRM 0: nobody watches, what is activated stays.
begin() {
  case $1 in '' | *[!A-Za-z0-9-]*) refuse 'that is not the id of an attempt' ;; esac
  if [ -n "$is_mac" ]; then
    sudo -n /nix/var/nix/profiles/default/bin/nix-env --version >/dev/null 2>&1 ||
      refuse "sudo wants a password for nix-env: allow it and the activation script without one (docs/ssh.md has the two lines)"
  else
    [ "$(id -u)" = 0 ] || refuse "$(id -un) is not root there: connect as root, as with --target root@host"
  fi
  [ -x "$(program_of "$2")" ] || refuse "$(program_of "$2") is not there: the path is not a system for this machine, or is not in its store"
  refuse_beside_agent refuse
  id=$1 dir=$base/at-$1 log=$base/at-$1/log
  now=$(running) old_link=$(generation)
  mkdir -p "$base" && mkdir "$dir" || refuse "the folder $dir cannot be made"
  # What the next boot would have brought, where it cannot be seen what runs.
  {
    cp "$0" "$dir/keeper.sh" && keep boot "$(boot_id)" && keep begin.pid $$ && keep wanted "$2" && keep confirm "$3" &&
      keep limit "$4" && keep number "$5" && keep profile "$old_link" && keep previous "\${now:-$(path_of "$old_link")}" &&
      keep log '' && reserve end && reserve result
  } 2>/dev/null || give_up "$dir cannot be written to: its disk is full"
  take_place && has_place || give_up "$place_problem"
  # It may have begun since: it looks for our place as we look for its attempt.
  refuse_beside_agent give_up
  # Who looks at one that has just ended shall find it.
  find "$base" -name 'at-*' -prune -mmin +60 ! -path "$dir" -exec rm -rf {} + 2>/dev/null
  for which in wanted previous; do
    nix-store --realise "$(value $which)" --add-root "$dir/$which-root" --indirect --option substitute false >/dev/null 2>&1 ||
      note "$(value $which) could not be kept from the garbage collector"
  done
  if [ "$3" != 0 ]; then
    detach watch
    tries=0
    while [ ! -e "$dir/watch.pid" ] && [ $tries -lt 50 ]; do tries=$((tries + 1)); pause; done
    if [ ! -e "$dir/watch.pid" ]; then
      said=$(tail -n 1 "$dir/watch.out" 2>/dev/null)
      give_up "its dead man does not start: $said"
    fi
  fi
  rm -f "$dir/begin.pid"
  tell "previous $(value previous)"
  tell "profile $(value profile)"
  tell began
}

give_up() {
  leave_place
  rm -rf "$dir"
  refuse "$@"
}

start() {
  attempt "$1"
  [ -z "$(claim)" ] || refuse "it goes back already: $(value why)"
  if [ -e "$dir/begun" ]; then tell started; return; fi
  # Who has a process is not dead: nobody takes our place from here on.
  keep begin.pid $$
  has_place || refuse 'another deployment over SSH has taken its place: nothing was changed'
  refuse_beside_agent refuse
  keep begun '' || refuse "$dir cannot be written to: its disk is full; nothing was changed"
  if ! detach run; then
    claim_as back 'the switch could not be started' >/dev/null
    refuse "the switch could not be started: $(tail -n 1 "$dir/run.out" 2>/dev/null)"
  fi
  rm -f "$dir/begin.pid"
  tell started
}

run() {
  attempt "$1"
  keep run.pid $$
  # Whoever goes back claims first and looks for us then: one of us sees the other.
  [ -z "$(claim)" ] || exit 0
  cd /
  wanted=$(value wanted) number=$(value number)
  if [ "$(value confirm)" != 0 ]; then
    activate "$wanted" test "$number" </dev/null >>"$dir/log" 2>&1
  elif [ -n "$is_mac" ]; then
    activate "$wanted" switch "$number" </dev/null >>"$dir/log" 2>&1
  else
    set_profile "$wanted" "$number" </dev/null >>"$dir/log" 2>&1 && activate "$wanted" switch '' </dev/null >>"$dir/log" 2>&1
  fi
  end="$? $(running)"
  keep_reserved end "$end"
  # Nobody watches: this is its end.
  [ "$(value confirm)" != 0 ] || leave_place
}

tell_result() {
  [ -e "$dir/result" ] || { tell pending; return; }
  tell "result $(value result)"
  tell "runs $(running)"
  tell "why $(value why)"
}

# Waits for a file of an attempt, some seconds.
await() {
  waited=0
  while [ $waited -lt $(($2 * 5)) ] && [ ! -e "$dir/$1" ] && [ ! -e "$dir/result" ]; do waited=$((waited + 1)); pause; done
}

# What the closure has said comes last: it may look like our own words.
said() { tell said; tail -c 16384 "$dir/log" 2>/dev/null; }

await_end() {
  attempt "$1"
  await end "$2"
  spent=$(value after)
  [ ! -e "$dir/end" ] || { tell "ended $(value end)"; tell "left $(($(value confirm) - \${spent:-0}))"; }
  [ ! -e "$dir/result" ] || tell_result
  said
}

confirm() {
  attempt "$1"
  [ -e "$dir/end" ] || refuse 'the switch has not ended'
  tell "claim $(claim_as confirmed)"
  be_watched
  await result "$2"
  tell_result
  said
}

back() {
  attempt "$1"
  tell "claim $(claim_as back "$3")"
  be_watched
  await result "$2"
  tell_result
  said
}

clean() {
  attempt "$1"
  leave_place
  rm -rf "$dir"
  rmdir "$base" 2>/dev/null
  tell cleaned
}

main() {
  case $1 in
    look | begin | start | run | watch | await_end | confirm | back | clean) "$@" ;;
    *) refuse "$1 is nothing that a keeper does" ;;
  esac
}

# Last, so that a script that was cut off on its way does nothing.
main "$@"
`;
