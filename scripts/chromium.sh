#!/usr/bin/env bash
# Prints the path of a Chromium or Chrome: $CHROMIUM, the system's, else Debian's package when we are root there.
set -euo pipefail

for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$name" ] && path="$(command -v "$name")"; then
    echo "$path"
    exit 0
  fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  { apt-get update && apt-get install --yes --no-install-recommends chromium; } >&2
  command -v chromium
  exit 0
fi
echo "error: no Chromium found. Install Chromium or Chrome, or name it: CHROMIUM=/path/to/chrome make test" >&2
exit 1
