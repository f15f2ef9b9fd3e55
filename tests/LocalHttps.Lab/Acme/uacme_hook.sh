#!/bin/sh
# begin|done|failed, the challenge's type, the name, the token, what is to be published. Exit code 1 declines.
set -eu
method=$1 type=$2 name=$3 token=$4 proof=$5

update() {
  printf 'server %s %s\nzone %s.\n%s\nsend\n' "$HOOK_SERVER" "$HOOK_PORT" "$HOOK_ZONE" "$1" | knsupdate -k "$HOOK_KEY"
}

case "$type:$method" in
  dns-01:begin) [ -n "${HOOK_KEY:-}" ] && update "add _acme-challenge.$name. 1 TXT \"$proof\"" ;;
  dns-01:*) update "del _acme-challenge.$name. TXT \"$proof\"" ;;
  http-01:begin) [ -n "${HOOK_WEB:-}" ] && printf %s "$proof" > "$HOOK_WEB/.well-known/acme-challenge/$token" ;;
  http-01:*) rm "$HOOK_WEB/.well-known/acme-challenge/$token" ;;
  *) exit 1 ;;
esac
