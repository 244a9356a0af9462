/*
 * What the keeper says is a line that begins with `nixfleet `; all else is somebody else's (a banner, a shell's start-up file).
 *
 * An attempt is a folder, `at-<id>`; `current` is a link that names the one that is under way, so that there is one at a time. In it:
 *   wanted previous profile confirm limit number boot   what the attempt is about, one value a file
 *   begin.pid watch.pid run.pid                          who works on it
 *   heir                                                 a link to the attempt that has taken its place, as it was dead
 *   begun end log                                        the switch: asked for, `<exit code> <what runs>`, what it said
 *   claim why                                            a link to `confirmed` or `back`: who makes it first decides
 *   result                                               `kept` or `back …`: it is over
 */

/** What the keeper's verbs are made of. */
export const KEEPER_TOOLS = `#!/bin/sh
# NixFleet: keeps a deployment over SSH. Nothing of this is started at boot; docs/ssh.md tells what it does.
set -u
umask 077
PATH=\${PATH:-/usr/bin:/bin}:/run/current-system/sw/bin:/nix/var/nix/profiles/default/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
profile=/nix/var/nix/profiles/system
if [ "$(uname -s)" = Darwin ]; then
  is_mac=yes base=\${HOME:-/var/empty}/.cache/nixfleet-ssh
else
  is_mac='' base=/run/nixfleet-ssh
fi

tell() { printf 'nixfleet %s\\n' "$*"; }
refuse() { tell "refused $*"; exit 3; }
note() { { printf '%s\\n' "$*" >>"$log"; } 2>/dev/null; }
value() { cat "$dir/$1" 2>/dev/null || :; }
# A file is there as a whole or not at all.
keep() {
  { printf '%s\\n' "$2" >"$dir/.$1.$$" && mv -f "$dir/.$1.$$" "$dir/$1"; } 2>/dev/null && return 0
  rm -f "$dir/.$1.$$" 2>/dev/null
  return 1
}
# What must be possible to keep when nothing else is: written into a room that was taken at first.
reserve() { { printf '%512s' '' | tr ' ' '\\n' >"$dir/.$1"; } 2>/dev/null; }
keep_reserved() { { printf '%s\\n' "$2" 1<>"$dir/.$1" && mv -f "$dir/.$1" "$dir/$1"; } 2>/dev/null; }
# What an activation says has no end by itself, and a full /run would be in the way of all others.
shorten_log() { { words=$(tail -c 65536 "$log") && printf '%s\\n' "$words" >"$log"; } 2>/dev/null; }
# A way back is not to fail for what it says.
can_log() {
  { head -c 16384 /dev/zero >"$dir/.room" && printf '' >>"$log"; } 2>/dev/null || log=/dev/null
  rm -f "$dir/.room" 2>/dev/null
}
pause() { sleep 0.2 2>/dev/null || sleep 1; }

running() { readlink /run/current-system 2>/dev/null || :; }
generation() { readlink "$profile" 2>/dev/null || :; }
path_of() { [ -z "$1" ] || readlink "\${profile%/*}/\${1##*/}" 2>/dev/null || :; }
boot_id() { cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.bootsessionuuid 2>/dev/null || echo unknown; }
nix_env() { if [ -n "$is_mac" ]; then foreign sudo -n /nix/var/nix/profiles/default/bin/nix-env "$@"; else foreign nix-env "$@"; fi; }

# Runs what is not ours as a login would, and where nobody else looks after it not for ever.
foreign() (
  umask 022
  if [ -n "\${patience:-}" ] && timeout -k 10 "$patience" true 2>/dev/null; then exec timeout -k 10 "$patience" "$@"; fi
  exec "$@"
)

# Makes a path the profile's: by its number where it is a generation already, so that the order of generations stays true.
set_profile() {
  if [ -n "$2" ] && [ "$(path_of "system-$2-link")" = "$1" ]; then
    nix_env -p "$profile" --switch-generation "$2"
  else
    nix_env -p "$profile" --set "$1"
  fi
}

activate() {
  if [ -n "$is_mac" ]; then
    set_profile "$1" "$3" && foreign sudo -n "$1/activate"
  else
    foreign "$1/bin/switch-to-configuration" "$2"
  fi
}

program_of() { if [ -n "$is_mac" ]; then echo "$1/activate"; else echo "$1/bin/switch-to-configuration"; fi; }

# Opens the attempt of an id.
attempt() {
  case $1 in '' | *[!A-Za-z0-9-]*) refuse 'that is not the id of an attempt' ;; esac
  id=$1 dir=$base/at-$1 log=$base/at-$1/log
  [ -d "$dir" ] || refuse "its folder $dir is gone: the machine was restarted, or somebody has removed it"
}

claim() { readlink "$dir/claim" 2>/dev/null || :; }

# Who is first: \`confirmed\` or \`back\`. The link can be made once.
claim_as() {
  ln -s "$1" "$dir/claim" 2>/dev/null && [ -n "\${2:-}" ] && keep why "$2"
  claim
}

has_systemd() { [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1; }

# Starts a verb of this script in a life of its own: the end of the connection, of a service or of a session does not touch it.
detach() {
  if has_systemd; then
    # No word that a unit's file would have to quote: systemd reads it again when an activation reloads. Without the script it is
    # nobody's: then there is nothing to restart for.
    file=$dir/keeper.sh
    restart='--property=Restart=on-failure --property=RestartSec=1s --property=StartLimitIntervalSec=0
      --property=RestartForceExitStatus=SIGTERM --property=RestartForceExitStatus=SIGHUP'
    [ "$1" = watch ] || restart=''
    # shellcheck disable=SC2086
    systemd-run --quiet --no-ask-password --collect --service-type=exec --unit="nixfleet-ssh-$1-$id" \\
      --description='NixFleet: a deployment over SSH' --property=TimeoutStopSec=10s $restart --setenv=PATH="$PATH" \\
      --setenv=HOME="\${HOME:-/}" -- /bin/sh -c "[ ! -e $file ] || exec /bin/sh $file $1 $id" </dev/null >>"$dir/$1.out" 2>&1
  elif command -v setsid >/dev/null 2>&1; then
    setsid /bin/sh "$dir/keeper.sh" "$1" "$id" </dev/null >>"$dir/$1.out" 2>&1 &
  else
    (set -m; nohup /bin/sh "$dir/keeper.sh" "$1" "$id" </dev/null >>"$dir/$1.out" 2>&1 &)
  fi
}
`;
