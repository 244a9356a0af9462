# Moves files that are to be kept to where they are kept, on a machine that has them and did not keep them yet: otherwise
# nothing can be put in their place, and the next boot would take them (the host's keys, say) with it.
#
#   keep-files.sh PERSIST_ROOT FILE...
set -u

persist_root=$1
shift

for file in "$@"; do
  kept=$persist_root$file
  # A link is one that the impermanence module put there; an empty file it does not mind. What is kept empty is what a power
  # cut left of a file, and nothing to prefer to one that is whole.
  if [ -L "$file" ] || [ ! -f "$file" ] || [ ! -s "$file" ] || [ -s "$kept" ]; then continue; fi
  # On the disk before it takes its name, and its name before the other one goes: the power may go at any moment.
  if mkdir -p "${kept%/*}" && cp -p -- "$file" "$kept.new" && sync -- "$kept.new" &&
    mv -T -- "$kept.new" "$kept" && sync -- "${kept%/*}"; then
    rm -f -- "$file"
    echo "nixfleet: $file is kept from now on, in $kept" >&2
  else
    rm -f -- "$kept.new"
    echo "nixfleet: could not keep $file in $kept; it is gone at the next boot" >&2
  fi
done
