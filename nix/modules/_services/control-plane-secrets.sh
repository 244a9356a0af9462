# Copies files that perhaps only root may read to where a group may read them. What has not changed is not written.
#
#   control-plane-secrets FOLDER GROUP [NAME SOURCE]...
#
# A NAME that ends in `?` may be without its source; it is then without its copy, too.
#
# FOLDER is root's: whoever could write there could lead root elsewhere, by a link in the place of what it writes.
set -euo pipefail

folder=$1
group=$2
shift 2

failed=0
while [ $# -gt 0 ]; do
  name=${1%\?}
  source=$2
  copy=$folder/$name
  if [ -e "$source" ]; then
    # Renamed into its place: who reads has the former or the new one, whole.
    cmp --silent -- "$source" "$copy" ||
      { install --mode=0440 --group="$group" --no-target-directory -- "$source" "$copy.new" &&
        mv --no-target-directory -- "$copy.new" "$copy"; } ||
      failed=1
  elif [ "$name" = "$1" ]; then
    echo "nixfleet: there is no $source, which the control plane is to have as its $name" >&2
    failed=1
  else
    rm -f -- "$copy"
  fi
  shift 2
done
exit "$failed"
