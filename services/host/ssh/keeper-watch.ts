/** The dead man: takes a machine back when nobody confirms, and makes permanent what was confirmed. */
export const KEEPER_WATCH = `
# He counts seconds instead of asking a clock that somebody may set, and writes them down should he be killed. What he must know he
# reads at first: nobody may be able to read or write there when it is needed.
watch() {
  # Who refuses would be started again.
  [ -d "$base/at-$1" ] || exit 0
  attempt "$1"
  [ ! -e "$dir/result" ] || exit 0
  # What systemd takes for a clean end would be the end of him.
  if has_systemd; then trap 'exit 143' TERM HUP INT PIPE; else trap '' HUP INT; fi
  cd /
  keep watch.pid $$
  wanted=$(value wanted) number=$(value number) grace=$(value confirm) limit=$(value limit)
  old=$(value previous) old_link=$(value profile)
  old_number=\${old_link#system-}
  old_number=\${old_number%-link}
  seconds=$(value seconds) after=$(value after)
  seconds=\${seconds:-0} after=\${after:-0} has_begun='' has_ended='' leader=''
  [ -z "$old" ] || PATH=$old/sw/bin:$PATH
  patience=900
  # Of two that were started at once the later stays.
  pause
  while :; do
    seat=$(value watch.pid)
    if [ "$seat" != $$ ] && is_running "$seat"; then exit 0; fi
    decided=$(claim)
    # After the claim: who starts the switch writes first, and looks for a claim then.
    look_around
    case $decided in
      confirmed) settle; break ;;
      back) go_back; break ;;
    esac
    if [ -z "$over" ]; then
      sleep 1
      continue
    fi
    claim_as back "$over" >/dev/null
    # Where we cannot claim nobody can confirm.
    [ -n "$(claim)" ] || { go_back; break; }
  done
  # Whatever could not be written down: he is not to do all that again.
  exit 0
}

# Why it is time to go back, if it is.
look_around() {
  over=''
  if [ ! -d "$dir" ]; then over='its folder is gone'; return; fi
  [ ! -e "$dir/begun" ] || has_begun=yes
  [ ! -e "$dir/end" ] || has_ended=yes
  [ -n "$leader" ] || leader=$(value run.pid)
  size=$({ wc -c <"$log"; } 2>/dev/null)
  [ "\${size:-0}" -le 1048576 ] || shorten_log
  if [ -n "$has_ended" ]; then
    [ "$after" -lt "\${grace:-120}" ] || over='nobody has confirmed in time'
    after=$((after + 1))
    keep after $after
  else
    most=120
    [ -z "$has_begun" ] || most=\${limit:-900}
    [ "$seconds" -lt "$most" ] || over="the switch took longer than $most s"
    seconds=$((seconds + 1))
    keep seconds $seconds
  fi
}

# Confirmed: the next boot brings it too.
settle() {
  if [ -z "$is_mac" ]; then
    can_log
    {
      set_profile "$wanted" "$number" && foreign "$wanted/bin/switch-to-configuration" boot
    } </dev/null >>"$log" 2>&1
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
  if [ -n "$has_ended" ] || [ -e "$dir/end" ]; then return; fi
  if has_systemd; then systemctl stop "nixfleet-ssh-run-$id.service" >/dev/null 2>&1; fi
  leader=\${leader:-$(value run.pid)}
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
  if [ -z "$has_begun" ] && [ ! -e "$dir/begun" ]; then
    # A folder that is gone does not tell that nothing has begun.
    if [ -d "$dir" ] || [ -h "$base/current" ] || [ "$(running)" = "$old" ]; then finish 'back 0'; return; fi
  fi
  if [ -z "$old" ]; then finish 'back -1'; return; fi
  shorten_log
  note "goes back to $old"
  can_log
  # It has run in this boot: a check in its way would only keep the machine from where it was well.
  NIXOS_NO_CHECK=1
  export NIXOS_NO_CHECK
  for wait in 2 4 8 16 0; do
    # Whoever looks sees that we are at it.
    keep trying "$wait"
    activate "$old" test "$old_number" </dev/null >>"$log" 2>&1
    code=$?
    # Failed units and snippets are not what keeps a machine from being back.
    case $code in 0 | 2 | 4) [ "$(running)" = "$old" ] && break ;; esac
    note "it ended with exit code $code"
    sleep $wait
  done
  [ "$(running)" = "$old" ] || code=-2
  if [ -z "$is_mac" ] && [ -n "$old_link" ] && { [ "$(generation)" != "$old_link" ] || [ "$decided" = confirmed ]; }; then
    {
      set_profile "$(path_of "$old_link")" "$old_number"
      foreign "$(path_of "$old_link")/bin/switch-to-configuration" boot || code=$?
    } </dev/null >>"$log" 2>&1
  fi
  finish "back $code"
}

finish() {
  rm -f "$dir/wanted-root" "$dir/previous-root"
  leave_place
  keep_reserved result "$1"
}
`;
