#!/usr/bin/env bash
# The weights that come with the page, from a finished run: scripts/ped2_weights.sh runs/ped2/seed-0/weights.safetensors
# Sixteen bits a value; statistics and what the run says of itself stay. The next build of the page offers them.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 1 ] || { echo "error: expected one file, the weights.safetensors of a run" >&2; exit 2; }
"${ODDFRAME:-target/release/oddframe}" weights convert "$1" --half --to www/bundled/ped2/weights.safetensors
"${ODDFRAME:-target/release/oddframe}" weights inspect www/bundled/ped2/weights.safetensors | head -6
