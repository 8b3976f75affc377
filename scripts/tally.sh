#!/usr/bin/env bash
# Passes cargo's test output through and ends with one line: "NAME: N passed, N failed".
set -euo pipefail
awk -v name="$1" '
  { print; fflush() }
  /^test result:/ { for (i = 1; i < NF; i++) { if ($(i + 1) == "passed;") passed += $i; if ($(i + 1) == "failed;") failed += $i } }
  END { printf "%s: %d passed, %d failed\n", name, passed, failed }
'
