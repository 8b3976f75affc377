#!/usr/bin/env bash
# Makes sure that Rust can build for the target named as the argument.
set -euo pipefail
target="$1"

if [ -d "$(rustc --print target-libdir --target "$target")" ]; then
  exit 0
fi
if ! command -v rustup > /dev/null; then
  echo "error: this Rust cannot build for $target, and there is no rustup to add it. Install Rust from https://rustup.rs, or the $target standard library of $(rustc --version) from where Rust came." >&2
  exit 1
fi
rustup target add "$target"
