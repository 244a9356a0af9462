/** How the keeper sees to it that one switches a machine at a time: attempts over SSH, and the agent. */
export const KEEPER_PLACE = `
is_running() { [ -n "$1" ] && kill -0 "$1" 2>/dev/null; }

# Somebody works on it; or, where nobody watches, it has just been begun and is about to be started.
is_alive() {
  [ "$(value boot)" = "$(boot_id)" ] || return 1
  for who in begin watch run; do
    is_running "$(value $who.pid)" && return 0
  done
  [ "$(value confirm)" = 0 ] && [ ! -e "$dir/begin.pid" ] && [ ! -e "$dir/run.pid" ] &&
    [ -n "$(find "$dir" -prune -mmin -2 2>/dev/null)" ]
}

# A switch whose dead man is to take the machine back, should nobody confirm.
is_half_done() {
  [ -e "$dir/begun" ] && [ ! -e "$dir/result" ] && [ "$(value confirm)" != 0 ] && [ "$(value boot)" = "$(boot_id)" ]
}

# Where no systemd does it, whoever asks sees to it that there is somebody to do it. Gives whether there was nobody.
be_watched() {
  [ -e "$dir/result" ] && return 1
  is_running "$(value watch.pid)" && return 1
  detach watch
}

# 0: it gives way; 1: it does not; 2: it was left in the middle, and is taken back now.
gives_way() (
  id=$1 dir=$base/at-$1
  [ -d "$dir" ] || mkdir "$dir" 2>/dev/null || exit 1
  if is_half_done; then
    be_watched && exit 2
    exit 1
  fi
  is_alive && exit 1
  exit 0
)

# One at a time; who has died before anything was changed gives way. To one: his heir, so that nobody removes the link of another.
take_place() {
  place_problem='another deployment over SSH begins there: try again'
  for _ in 1 2 3; do
    # The name is no file's, so that ln cannot take it for a folder.
    ln -s "$id" "$base/current" 2>/dev/null && return 0
    holder=$(readlink "$base/current" 2>/dev/null)
    [ -n "$holder" ] || continue
    named=$holder
    while heir=$(readlink "$base/at-$holder/heir" 2>/dev/null) && [ -n "$heir" ]; do holder=$heir; done
    gives_way "$holder"
    case $? in
      0) ;;
      2) place_problem="a deployment over SSH was left in the middle there ($base/at-$holder), and is being taken back: try again in some minutes"; return 1 ;;
      *) place_problem="another deployment over SSH is under way there ($base/at-$holder); it ends, or goes back, by itself"; return 1 ;;
    esac
    [ "$(readlink "$base/current" 2>/dev/null)" = "$named" ] || continue
    ln -s "$id" "$base/at-$holder/heir" 2>/dev/null || continue
    ln -s "$id" "$dir/place" && mv -f "$dir/place" "$base/current" || continue
    rm -f "$base/at-$holder/wanted-root" "$base/at-$holder/previous-root"
    return 0
  done
  return 1
}

has_place() { [ "$(readlink "$base/current" 2>/dev/null)" = "$id" ]; }
leave_place() { if has_place; then rm -f "$base/current"; fi; }

# Its attempts that are not over: neither taken back, nor called off before anything was changed or after it was made permanent.
agent_attempt() {
  for order in /run/nixfleet/attempts/*/order.json; do
    [ -e "$order" ] || continue
    own=\${order%/*}
    [ -e "$own/back.json" ] && continue
    if [ ! -e "$own/return" ] && [ "$(cat "$own/claim" 2>/dev/null)" = called-off ]; then
      [ -e "$own/test.begun" ] || continue
      case $(cat "$own/boot.end" 2>/dev/null) in 'success 0 '* | 'exit-code 0 '*) continue ;; esac
      # Withdrawn: the switch has changed nothing, as when somebody else held its lock. What waits for a reboot (100) goes on.
      if [ ! -e "$own/boot.json" ]; then
        case $(cat "$own/test.end" 2>/dev/null) in
          'exit-code 0 '* | 'exit-code 4 '* | 'exit-code 100 '*) ;;
          'exit-code '*) continue ;;
        esac
      fi
    fi
    echo "$own"
  done
}

refuse_beside_agent() {
  busy=$(agent_attempt)
  [ -z "$busy" ] || "$1" "its agent is in the middle of an attempt ($busy): wait until it is over"
}
`;
