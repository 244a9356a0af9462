#!/bin/sh
# Sets the root of the last boot aside and puts an empty one in its place.
#
#   wipe-root.sh DEVICE DAYS [FOLDER TO MOUNT BELOW]
#
# Runs in the initrd, before the root is mounted: POSIX sh, coreutils or busybox, and btrfs.
#
# The machine may lose power between any two lines. The new root is made before the old one is moved, and each step is one
# rename or one creation, so that what is found at the next boot says how far the last one came:
#
#   @root, no @root.new       nothing begun, or all done
#   @root and @root.new       the old root is still in its place: begin again, the new one is there already
#   @root.new, no @root       the old root is set aside: the new one takes its place
#   neither                   no root yet: make one
#
# When a step fails, the machine boots with the root that is there, and says so: a machine with yesterday's root can be
# reached and mended.
set -u

device=$1
days=$2
# Nobody but root looks into the roots of all boots, even where the wipe could not unmount them.
folder=${3:-/run/nixfleet-wipe-root}
top=$folder/top
# However wrong the clock is, so many old roots stay.
at_least=3

say() {
  echo "nixfleet-wipe-root: $*" >&2
}

leave() {
  if umount "$top"; then
    put_away
  else
    say "could not unmount $top"
  fi
  exit "$1"
}

put_away() {
  { rmdir "$top" && rmdir "$folder"; } || say "could not remove $folder"
}

fail() {
  say "$*"
  leave 1
}

# A subvolume with all those in it: /var/lib/machines may be one.
delete_whole() {
  btrfs subvolume list -o "$top/$1" | while read -r _ _ _ _ _ _ _ _ inner; do
    delete_whole "$inner"
  done
  btrfs subvolume delete "$top/$1" >/dev/null || say "could not delete $1: what is left of it is tried again at the next boot"
}

# The digits of a name as we give it, "20260102T030405Z" or "20260102T030405Z.1"; nothing for any other name.
moment_of() {
  case $1 in
  [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z*)
    moment=${1%%Z*}
    echo "${moment%T*}${moment#*T}"
    ;;
  esac
}

delete_outdated() {
  just_now=$1
  if ! now=$(date -u +%s) || ! before=$(date -u -d "@$((now - days * 86400))" +%Y%m%d%H%M%S); then
    say "could not work out which old roots are outdated: none is deleted"
    return
  fi
  left=0
  for old in "$top"/old_roots/*; do
    [ -n "$(moment_of "${old##*/}")" ] && left=$((left + 1))
  done
  # Oldest first: the names sort by time.
  for old in "$top"/old_roots/*; do
    name=${old##*/}
    moment=$(moment_of "$name")
    if [ -z "$moment" ] || [ "$name" = "$just_now" ]; then continue; fi
    if [ "$left" -gt "$at_least" ] && [ "$moment" -lt "$before" ]; then
      delete_whole "old_roots/$name"
      left=$((left - 1))
    fi
  done
}

(umask 077 && mkdir -p "$top") || {
  say "could not make $top: the root is the one of the last boot"
  exit 1
}
# The whole file system, whatever its default subvolume is.
mount -t btrfs -o subvolid=5 "$device" "$top" || {
  say "could not mount $device: the root is the one of the last boot"
  put_away
  exit 1
}

set_aside=
if [ -e "$top/@root.new" ] && [ ! -e "$top/@root" ]; then
  say "the last boot was cut short; going on where it stopped"
else
  if [ ! -e "$top/@root.new" ]; then
    btrfs subvolume create "$top/@root.new" >/dev/null || fail "could not create a new root: the root is the one of the last boot"
  fi
  if [ -e "$top/@root" ]; then
    mkdir -p "$top/old_roots" || fail "could not make old_roots: the root is the one of the last boot"
    moment=$(date -u +%Y%m%dT%H%M%SZ) || fail "could not ask for the time: the root is the one of the last boot"
    set_aside=$moment
    again=0
    while [ -e "$top/old_roots/$set_aside" ]; do
      again=$((again + 1))
      set_aside=$moment.$again
    done
    mv "$top/@root" "$top/old_roots/$set_aside" || fail "could not set the old root aside: the root is the one of the last boot"
  fi
fi

mv "$top/@root.new" "$top/@root" || {
  if [ -n "$set_aside" ] && mv "$top/old_roots/$set_aside" "$top/@root"; then
    fail "could not put the new root in its place: the root is the one of the last boot"
  fi
  fail "could not put the new root in its place, and there is no other: rename @root.new to @root on $device"
}

delete_outdated "$set_aside"
leave 0
