#!/bin/sh
# Installs the programs that hear and speak without a key, and those that the tests use as peers: real servers and
# phones that nobody here wrote. For Debian and Ubuntu. It asks nothing, and does nothing when all of them are there. Exit code 1: one is missing, and was named.
# Without a peer its tests are skipped and say so; with RINGOFF_REQUIRE_PEERS=1 they fail.
set -u

# One line for each peer: the package, and what is tested with it.
peers='
postgresql  the store on PostgreSQL, beside the embedded database
flite  the offline voice for English
espeak-ng  the offline voice for other languages, and callers who speak
pocketsphinx  the offline ear
pocketsphinx-en-us  the offline ear
sox  callers who speak
baresip-core  a telephone, and what it heard
sip-tester  SIP calls, against a program that nobody here wrote
strace  that an end is on the disk before a webhook tells of it
chromium  the dashboard, and the page at /try, in a browser
'

is_there() {
  case $1 in
    postgresql)
      [ -n "${RINGOFF_TEST_DATABASE_URL:-}" ] && return 0
      command -v initdb >/dev/null 2>&1 && return 0
      for program in /usr/lib/postgresql/*/bin/initdb; do [ -x "$program" ] && return 0; done
      return 1
      ;;
    pocketsphinx) command -v pocketsphinx_continuous >/dev/null 2>&1 ;;
    pocketsphinx-en-us) [ -e /usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict ] ;;
    baresip-core) command -v baresip >/dev/null 2>&1 ;;
    sip-tester) command -v sipp >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

missing_peers() {
  printf '%s' "$peers" | while read -r package _; do
    [ -z "$package" ] || is_there "$package" || printf '%s ' "$package"
  done
}

# How to become root here: "" when we are, "sudo -n" when that works without a password; fails when neither.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then printf ''; return 0; fi
  command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && printf 'sudo -n'
}

# The package lists may be missing or old: they are fetched only when installing without that fails.
install() {
  root=$1
  shift
  apt="$root env DEBIAN_FRONTEND=noninteractive apt-get -q -y"
  $apt install --no-install-recommends "$@" </dev/null && return 0
  $apt update </dev/null && $apt install --no-install-recommends "$@" </dev/null
}

missing=$(missing_peers)
if [ -z "$missing" ]; then
  echo 'All peers of the tests are installed.'
  exit 0
fi

if command -v apt-get >/dev/null 2>&1 && root=$(as_root); then
  # shellcheck disable=SC2086 # A list of package names.
  install "$root" $missing >&2
  missing=$(missing_peers)
  if [ -z "$missing" ]; then
    echo 'The peers of the tests are installed.'
    exit 0
  fi
  why='installing did not work'
elif command -v apt-get >/dev/null 2>&1; then
  why='installing needs root, or sudo without a password'
else
  why='there is no apt-get here: install them in the way of this system'
fi

echo "Not installed ($why):"
for package in $missing; do
  what=$(printf '%s' "$peers" | while read -r name rest; do [ "$name" = "$package" ] && printf '%s' "$rest"; done)
  echo "  $package (not tested without it: $what)"
done
echo 'Tests that need them are skipped by name; everything else works without.'
exit 1
