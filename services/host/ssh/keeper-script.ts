import { KEEPER_TOOLS } from './keeper-tools.ts';

/**
 * Keeps a deployment on its target, which needs a POSIX shell and Nix and nothing of ours: begins it, watches it, makes it
 * permanent when it is confirmed and takes the machine back when it is not.
 */
export const KEEPER_SCRIPT = `${KEEPER_TOOLS}
look() {
  tell "user $(id -u)"
  tell "running $(running)"
  tell "profile $(generation)"
  for link in "$profile"-*-link; do
    [ -h "$link" ] && tell "generation \${link##*/} $(readlink "$link")"
  done
  tell looked
}

agent_attempt() {
  for order in /run/nixfleet/attempts/*/order.json; do
    [ -e "$order" ] || continue
    [ -e "\${order%/*}/back.json" ] && continue
    [ "$(cat "\${order%/*}/claim" 2>/dev/null)" = called-off ] && continue
    echo "\${order%/*}"
  done
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
  busy=$(agent_attempt)
  [ -z "$busy" ] || refuse "its agent is in the middle of an attempt ($busy): wait until it is over"
  id=$1 dir=$base/at-$1
  mkdir -p "$base" && mkdir "$dir" && cp "$0" "$dir/keeper.sh" || refuse "the folder $dir cannot be made"
  keep boot "$(boot_id)"
  keep begin.pid $$
  keep wanted "$2"
  keep confirm "$3"
  keep limit "$4"
  keep number "$5"
  keep profile "$(generation)"
  now=$(running)
  # What the next boot would have brought, where it cannot be seen what runs.
  keep previous "\${now:-$(path_of "$(generation)")}"
  : >"$dir/log"
  take_place || { rm -rf "$dir"; refuse "another deployment over SSH is under way there ($base/at-$holder); it ends, or goes back, by itself"; }
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
      rm -f "$base/current"
      rm -rf "$dir"
      refuse "its dead man does not start: $said"
    fi
  fi
  rm -f "$dir/begin.pid"
  tell "previous $(value previous)"
  tell "profile $(value profile)"
  tell began
}

# One at a time; who has died in the middle gives way.
take_place() {
  for _ in 1 2 3; do
    # The name is no file's, so that ln cannot take it for a folder.
    ln -s "$id" "$base/current" 2>/dev/null && return 0
    holder=$(readlink "$base/current" 2>/dev/null || :)
    own=$dir dir=$base/at-$holder
    if [ -d "$dir" ] && is_alive; then dir=$own; return 1; fi
    dir=$own
    rm -f "$base/current"
    [ -z "$holder" ] || rm -rf "$base/at-$holder"
  done
  return 1
}

start() {
  attempt "$1"
  [ -z "$(claim)" ] || refuse "it goes back already: $(value why)"
  : >"$dir/begun"
  if ! detach run; then
    claim_as back 'the switch could not be started' >/dev/null
    refuse "the switch could not be started: $(tail -n 1 "$dir/run.out" 2>/dev/null)"
  fi
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
  keep end "$? $(running)"
}

# The dead man. He counts seconds instead of asking a clock that somebody may set, and writes them down should he be killed.
watch() {
  attempt "$1"
  [ -e "$dir/result" ] && exit 0
  keep watch.pid $$
  trap '' HUP INT
  cd /
  old=$(value previous)
  [ -z "$old" ] || PATH=$old/sw/bin:$PATH
  seconds=$(value seconds) after=$(value after)
  seconds=\${seconds:-0} after=\${after:-0}
  while :; do
    case $(claim) in
      confirmed) settle; return ;;
      back) go_back; return ;;
    esac
    if [ -e "$dir/end" ]; then
      [ "$after" -lt "$(value confirm)" ] || claim_as back 'nobody has confirmed in time' >/dev/null
      after=$((after + 1))
      keep after $after
    else
      most=120
      [ ! -e "$dir/begun" ] || most=$(value limit)
      [ "$seconds" -lt "$most" ] || claim_as back "the switch took longer than $most s" >/dev/null
      seconds=$((seconds + 1))
      keep seconds $seconds
    fi
    [ -n "$(claim)" ] || sleep 1
  done
}

# Confirmed: the next boot brings it too.
settle() {
  if [ -z "$is_mac" ]; then
    wanted=$(value wanted)
    {
      set_profile "$wanted" "$(value number)" && "$wanted/bin/switch-to-configuration" boot
    } </dev/null >>"$dir/log" 2>&1
    code=$?
    if [ $code != 0 ]; then
      keep why "it could not be made the boot default (exit code $code)"
      go_back
      return
    fi
  fi
  finish kept
}

end_run() {
  [ -e "$dir/end" ] && return
  if has_systemd; then systemctl stop "nixfleet-ssh-run-$id.service" >/dev/null 2>&1; fi
  leader=$(value run.pid)
  [ -n "$leader" ] || return
  kill -TERM "-$leader" 2>/dev/null || return
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 "-$leader" 2>/dev/null || return
    pause
  done
  kill -KILL "-$leader" 2>/dev/null
}

go_back() {
  end_run
  if [ ! -e "$dir/begun" ]; then finish 'back 0'; return; fi
  old=$(value previous) old_link=$(value profile)
  old_number=\${old_link#system-}
  old_number=\${old_number%-link}
  if [ -z "$old" ]; then finish 'back -1'; return; fi
  note "goes back to $old"
  # It has run in this boot: a check in its way would only keep the machine from where it was well.
  NIXOS_NO_CHECK=1
  export NIXOS_NO_CHECK
  for wait in 2 4 8 16 0; do
    activate "$old" test "$old_number" </dev/null >>"$dir/log" 2>&1
    code=$?
    # Failed units and snippets are not what keeps a machine from being back.
    case $code in 0 | 2 | 4) [ "$(running)" = "$old" ] && break ;; esac
    note "it ended with exit code $code"
    sleep $wait
  done
  [ "$(running)" = "$old" ] || code=-2
  if [ -z "$is_mac" ] && [ -n "$old_link" ] && { [ "$(generation)" != "$old_link" ] || [ "$(claim)" = confirmed ]; }; then
    {
      set_profile "$(path_of "$old_link")" "$old_number"
      "$(path_of "$old_link")/bin/switch-to-configuration" boot || code=$?
    } </dev/null >>"$dir/log" 2>&1
  fi
  finish "back $code"
}

finish() {
  rm -f "$dir/wanted-root" "$dir/previous-root"
  [ "$(readlink "$base/current" 2>/dev/null)" != "$id" ] || rm -f "$base/current"
  keep result "$1"
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

# Where no systemd does it, whoever asks sees to it that there is somebody to do it.
be_watched() {
  [ -e "$dir/result" ] && return
  watcher=$(value watch.pid)
  { [ -n "$watcher" ] && kill -0 "$watcher" 2>/dev/null; } || detach watch
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
  [ "$(readlink "$base/current" 2>/dev/null)" != "$id" ] || rm -f "$base/current"
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
