#!/usr/bin/env bash
# The keys and certificates of the fleet: makes what is missing, renews what ends within 30 days, and brings a host what it
# needs. They stay on this machine, outside of the flake: a flake's files are copied into the Nix store, which everybody reads.
#
#   bash keys.sh                           make and renew, for every host of fleet.nix
#   bash keys.sh tree HOST                 a folder for nixos-anywhere --extra-files, for a day; prints its path
#   bash keys.sh trees                     one for each host, for build-vm --all --extra-files
#   bash keys.sh send HOST DEST [flags]    copy them to a host that runs, as: send web-01 root@10.0.100.4; flags are ssh's
[ -n "${BASH_VERSION-}" ] || {
  echo "keys.sh is a script of bash: bash keys.sh" >&2
  exit 1
}
set -euo pipefail
umask 077

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
on_host=var/lib/nixfleet-keys # without its slash; modules/keys.nix has it with it
ca_days=3650
days=365
renew_seconds=$((30 * 86400))

die() {
  echo "keys.sh: $*" >&2
  exit 1
}

for program in nix nix-store; do
  command -v "$program" >/dev/null || die "$program is missing: run this where Nix is"
done
[[ $(openssl version 2>/dev/null) == OpenSSL* ]] ||
  die "OpenSSL is missing (what macOS has is LibreSSL): nix shell nixpkgs#openssl --command bash keys.sh"

# An expression over fleet.nix, as text.
of_fleet() {
  nix --extra-experimental-features nix-command eval --raw --file "$here/fleet.nix" --apply "$1"
}

fleet=$(of_fleet 'fleet: fleet.name')
[[ $fleet =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || die "name in fleet.nix is letters, digits, '.', '_' and '-', not $fleet"
# It stands in the name of the authority, for which certificates have 64 characters.
[[ ${#fleet} -le 40 ]] || die "name in fleet.nix has ${#fleet} characters, and may have 40: $fleet"
keys=${NIXFLEET_KEYS:-$HOME/.local/share/nixfleet/keys}/$fleet
# Where it really is, whatever it is called: only a folder that is there tells.
mkdir -p "$keys"
keys=$(cd "$keys" && pwd -P)
case "$keys/" in
"$here"/*)
  rmdir "$keys" 2>/dev/null || true
  die "the keys must not be in the flake's own folder ($keys): it is copied into the Nix store"
  ;;
esac
# Copies for new hosts, of which nobody thinks any more the day after.
[[ ! -d $keys/trees ]] || find "$keys/trees" -mindepth 1 -maxdepth 1 -mtime +0 -exec rm -rf {} +

# A line a host: its name, whether it forgets, its address or -, its other names or -, its tags or -.
list_hosts() {
  # shellcheck disable=SC2016
  of_fleet 'fleet:
    let
      inherit (builtins) attrNames concatStringsSep map;
      list = texts: if texts == [ ] then "-" else concatStringsSep "," texts;
      line = name:
        let host = fleet.hosts.${name};
        in concatStringsSep " " [
          name
          (if host.forgets or false then "forgets" else "keeps")
          (host.address or "-")
          (list (host.names or [ ]))
          (list (host.tags or [ ]))
        ] + "\n";
    in concatStringsSep "" (map line (attrNames fleet.hosts))'
}

table=$(list_hosts)
while read -r name memory _; do
  [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9-]*$ && ${memory-} =~ ^(forgets|keeps)$ ]] ||
    die "fleet.nix has a host whose name is not letters, digits and '-': $name ${memory-}"
  [[ ${#name} -le 63 ]] || die "fleet.nix has a host whose name has more than 63 characters: $name"
  case "$name" in
  # Whoever has a certificate of that name is taken for this host by the control plane.
  operator | scraper) die "fleet.nix has a host called $name, as the certificate of the $name is: call it otherwise" ;;
  esac
done <<<"$table"

# What fits into a file of openssl: an authority that signs hosts and nothing else, and a request.
openssl_config() {
  printf '%s\n' '[req]' 'distinguished_name = subject' 'prompt = no' '[subject]' "CN = $1" \
    '[authority]' 'basicConstraints = critical, CA:TRUE, pathlen:0' 'keyUsage = critical, keyCertSign, cRLSign' \
    'subjectKeyIdentifier = hash'
}

# What openssl says is of interest when it fails.
run_openssl() {
  local what=$1 said
  shift
  said=$(openssl "$@" 2>&1 >/dev/null) || die "openssl could not make $what:
$said"
}

new_key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)

# Whether a certificate and a key belong together.
are_pair() {
  local of_cert of_key
  of_cert=$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null) || return 1
  of_key=$(openssl pkey -in "$2" -pubout 2>/dev/null) || return 1
  [[ $of_cert == "$of_key" ]]
}

make_authority() {
  local cert=$here/public/fleet-ca.pem
  if [[ -e $keys/ca.key && -e $cert ]]; then
    are_pair "$cert" "$keys/ca.key" && return
    die "$keys/ca.key is not the key of public/fleet-ca.pem: get that from who made it; or remove both, and every host gets
new certificates"
  fi
  [[ -e $keys/ca.key || -e $cert ]] &&
    die "of the authority only one half is here: $keys/ca.key and public/fleet-ca.pem belong together.
Get the other from who made it; or remove the half, and every host gets new certificates"
  run_openssl "the fleet's authority" req -x509 "${new_key[@]}" -days "$ca_days" \
    -config <(openssl_config "NixFleet authority of $fleet") -extensions authority -keyout "$keys/ca.key.new" -out "$keys/ca.pem.new"
  chmod 644 "$keys/ca.pem.new"
  mv "$keys/ca.key.new" "$keys/ca.key"
  mv "$keys/ca.pem.new" "$cert"
  echo "made the fleet's authority: public/fleet-ca.pem (for git), $keys/ca.key (keep it safe; hosts never need it)"
}

# Whether a certificate is there, of this authority, good for some time, and for every name that it has to have.
is_good() {
  local cert=$1 name check
  shift
  [[ -e $cert ]] || return 1
  openssl verify -CAfile "$here/public/fleet-ca.pem" "$cert" >/dev/null 2>&1 || return 1
  openssl x509 -in "$cert" -noout -checkend "$renew_seconds" >/dev/null || return 1
  for name in "$@"; do
    check=-checkhost
    [[ $name == IP:* ]] && check=-checkip
    openssl x509 -in "$cert" -noout "$check" "${name#*:}" 2>/dev/null | grep -q 'does match' || return 1
  done
}

# How a certificate has a name: an address is not a name of DNS.
alternative() {
  if [[ $1 == *:* || $1 =~ ^[0-9.]+$ ]]; then echo "IP:$1"; else echo "DNS:$1"; fi
}

# issue FILE COMMON-NAME USAGE [DNS:… IP:…]: FILE.pem and FILE.key.
issue() {
  local file=$1 common_name=$2 usage=$3
  shift 3
  is_good "$file.pem" "$@" && are_pair "$file.pem" "$file.key" && return
  local names=
  [[ $# -gt 0 ]] && names=$(
    IFS=,
    echo "subjectAltName = $*"
  )
  run_openssl "a key for $common_name" req -new "${new_key[@]}" -config <(openssl_config "$common_name") \
    -keyout "$file.key.new" -out "$file.csr"
  run_openssl "a certificate for $common_name" x509 -req -in "$file.csr" -CA "$here/public/fleet-ca.pem" \
    -CAkey "$keys/ca.key" -set_serial "0x$(openssl rand -hex 16)" -days "$days" -out "$file.pem.new" \
    -extfile <(printf '%s\n' 'basicConstraints = CA:FALSE' 'keyUsage = critical, digitalSignature' \
      "extendedKeyUsage = $usage" "$names")
  # Cut off in between it is no pair, and is made anew.
  mv "$file.pem.new" "$file.pem"
  mv "$file.key.new" "$file.key"
  rm "$file.csr"
  echo "made ${file#"$keys/"}.pem for $common_name, good for $days days"
}

secret() {
  [[ -e $1 ]] && return
  openssl rand -hex 32 >"$1.new"
  mv "$1.new" "$1"
  echo "made ${1#"$keys/"}"
}

signing_key() {
  local folder=$1 public=$here/public/cache.pub half
  if [[ ! -e $folder/cache.secret ]]; then
    [[ ! -e $public ]] ||
      die "public/cache.pub is there, its secret half ($folder/cache.secret) is not: get it from who made it, or remove public/cache.pub"
    nix-store --generate-binary-cache-key "$2-1" "$folder/cache.secret.new" "$folder/cache.pub.new"
    rm "$folder/cache.pub.new"
    mv "$folder/cache.secret.new" "$folder/cache.secret"
  fi
  half=$(nix --extra-experimental-features nix-command key convert-secret-to-public <"$folder/cache.secret")
  if [[ ! -e $public ]]; then
    echo "$half" >"$public"
    chmod 644 "$public"
    echo "made the key that the cache signs with; its public half is public/cache.pub (for git)"
  fi
  [[ $(<"$public") == "$half" ]] ||
    die "public/cache.pub is not the public half of $folder/cache.secret, so that hosts would take nothing from the cache: remove public/cache.pub to have it made anew, or get the other secret"
}

# Every file that a host may have there, and those that one with these tags has.
all_files=(fleet-ca.pem agent.pem agent.key control-plane.pem control-plane.key bootstrap-token cache.secret
  scraper.pem scraper.key restic-password)
files_of() {
  printf '%s\n' fleet-ca.pem agent.pem agent.key
  if [[ ,$1, == *,control-plane,* ]]; then printf '%s\n' control-plane.pem control-plane.key bootstrap-token; fi
  if [[ ,$1, == *,cache,* ]]; then echo cache.secret; fi
  if [[ ,$1, == *,monitoring,* ]]; then printf '%s\n' scraper.pem scraper.key; fi
  if [[ ,$1, == *,db,* ]]; then echo restic-password; fi
}

make_all() {
  mkdir -p "$keys/hosts" "$here/public"
  chmod 755 "$here/public"
  make_authority
  issue "$keys/operator" operator clientAuth
  local name address names tags folder wanted more extra
  while read -r name _ address names tags; do
    folder=$keys/hosts/$name
    mkdir -p "$folder"
    cp "$here/public/fleet-ca.pem" "$folder/fleet-ca.pem"
    # The control plane knows an agent by the common name of its certificate: the machine's id.
    issue "$folder/agent" "$name" clientAuth
    if [[ ,$tags, == *,control-plane,* ]]; then
      wanted=("DNS:$name" DNS:localhost IP:127.0.0.1)
      IFS=, read -ra more <<<"$address,$names"
      for extra in "${more[@]}"; do [[ $extra == - ]] || wanted+=("$(alternative "$extra")"); done
      issue "$folder/control-plane" "$name" serverAuth "${wanted[@]}"
      secret "$folder/bootstrap-token"
    fi
    if [[ ,$tags, == *,cache,* ]]; then signing_key "$folder" "$name"; fi
    # Who asks the control plane for its figures is not the agent: this key is handed to Prometheus.
    if [[ ,$tags, == *,monitoring,* ]]; then issue "$folder/scraper" scraper clientAuth; fi
    if [[ ,$tags, == *,db,* ]]; then secret "$folder/restic-password"; fi
  done <<<"$table"
  say_removed
  echo "The keys are below $keys. Now: git add public"
}

# Of hosts that the table no longer has: nothing is removed here, as a typing error would be enough for that.
say_removed() {
  local folder name ends
  for folder in "$keys"/hosts/*/; do
    name=$(basename "$folder")
    grep -q "^$name " <<<"$table" && continue
    ends=$(openssl x509 -in "$folder/agent.pem" -noout -enddate 2>/dev/null | cut -d= -f2) || ends="nobody knows when"
    echo "fleet.nix has no $name: its certificate is good until $ends. When the host is gone, remove $folder"
  done
}

# look_up HOST: whether it forgets (memory) and which keys it has (files); one that has not all of them yet is refused.
look_up() {
  local name address names tags file
  while read -r name memory address names tags; do
    [[ $name == "$1" ]] || continue
    files=()
    while read -r file; do
      [[ -e $keys/hosts/$name/$file ]] || die "$name has no keys yet, or not all ($file is missing): run bash keys.sh"
      files+=("$file")
    done < <(files_of "$tags")
    return
  done <<<"$table"
  die "fleet.nix has no host $1"
}

# nixos-anywhere unpacks the folder as the new root, modes included: what is above the keys must be for everybody.
tree() {
  local root=$keys/trees/$1 folder file
  look_up "$1"
  folder=$root/$on_host
  [[ $memory == forgets ]] && folder=$root/persist/$on_host
  rm -rf "$root"
  mkdir -p "$folder"
  for file in "${files[@]}"; do cp "$keys/hosts/$1/$file" "$folder/"; done
  (
    cd "$root"
    find . -type d -exec chmod 755 {} +
  )
  chmod 700 "$folder"
  echo "$root"
}

trees() {
  local name
  rm -rf "$keys/trees"
  while read -r name _; do tree "$name" >/dev/null; done <<<"$table"
  echo "$keys/trees"
}

# Over a running host's own path: what forgets has its folder mounted there. What the host had before, with another tag, goes.
send() {
  local name=$1 destination=$2 other others=()
  shift 2
  look_up "$name"
  for other in "${all_files[@]}"; do
    [[ " ${files[*]} " == *" $other "* ]] || others+=("$other")
  done
  tar -C "$keys/hosts/$name" -cf - -- "${files[@]}" |
    ssh "$@" -- "$destination" "umask 077 && mkdir -p /$on_host && tar -C /$on_host --no-same-owner -xf - && chmod 700 /$on_host && cd /$on_host && for old in ${others[*]}; do if [ -e \$old ]; then rm -f \$old && echo removed \$old, which $name no longer has; fi; done"
  echo "$name has its keys. Agent and control plane read new ones by themselves; others when they are started again"
}

usage() {
  sed -n 's/^#   \(bash keys\.sh\)/\1/p' "${BASH_SOURCE[0]}"
}

case "${1-} $#" in
" 0") make_all ;;
"tree 2") tree "$2" ;;
"trees 1") trees ;;
"send "[3-9] | "send "[1-9][0-9]) send "${@:2}" ;;
"--help 1" | "-h 1") usage ;;
*) die "not understood: $*
$(usage)" ;;
esac
