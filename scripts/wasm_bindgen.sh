#!/usr/bin/env bash
# Prints the path of a wasm-bindgen of the version in Cargo.lock: the one on PATH, else one built under the folder
# named as the argument. Another version would refuse the module.
set -euo pipefail
tools="$1"
version="$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)"

is_right() {
  [ "$("$1" --version 2> /dev/null)" = "wasm-bindgen $version" ]
}

for candidate in "$(command -v wasm-bindgen || true)" "$tools/bin/wasm-bindgen"; do
  if [ -n "$candidate" ] && is_right "$candidate"; then
    echo "$candidate"
    exit 0
  fi
done
# With the versions it was released with; a registry's mirror may lack one of them, and any that fits will do.
install() { cargo install wasm-bindgen-cli --version "$version" --root "$tools" "$@" >&2; }
install --locked || install
echo "$tools/bin/wasm-bindgen"
