#!/usr/bin/env bash
# Makes sure that there is a Vulkan driver for the tests of the GPU's kernels: any one there is, else Mesa's in software,
# Debian's package where we are root. Other systems have a GPU interface of their own.
set -euo pipefail

[ "$(uname)" = Linux ] || exit 0
for driver in "${VK_DRIVER_FILES:-}" "${VK_ICD_FILENAMES:-}" /usr/share/vulkan/icd.d/*.json /etc/vulkan/icd.d/*.json; do
  if [ -n "$driver" ] && [ -e "${driver%%:*}" ]; then
    exit 0
  fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  { apt-get update && apt-get install --yes --no-install-recommends libvulkan1 mesa-vulkan-drivers; } >&2
  exit 0
fi
echo "error: no Vulkan driver found. Install Mesa's (Debian: libvulkan1 mesa-vulkan-drivers), or name one: VK_DRIVER_FILES=/path/to/icd.json make test" >&2
exit 1
