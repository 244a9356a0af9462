# Moves a file out of Home Manager's way, beside itself, and keeps the five newest of those it moved before.
#
#   backup.sh FILE
set -euo pipefail

file=$1
moved=$file.nbkp.$(date -u +%Y%m%dT%H%M%SZ)
again=0
while [ -e "$moved" ] || [ -L "$moved" ]; do
  again=$((again + 1))
  moved=${moved%Z*}Z.$again
done
mv -- "$file" "$moved"
echo "nixfleet: $file was in the way of Home Manager; it is now $moved" >&2

# The names sort by time.
older=("$file".nbkp.*)
for ((each = 0; each < ${#older[@]} - 5; each++)); do
  rm -rf -- "${older[each]}"
done
