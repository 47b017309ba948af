#!/bin/sh
# WeChat's own packer looks at the mini-program: fetched once from the locked set (large: 280 MB), then without a network.
set -eu
cd "$(dirname "$0")/../miniprogram/official"
# npm ci empties the folder it installs into: through a link it would empty that of another checkout.
if [ -L node_modules ]; then
  echo "miniprogram/official/node_modules is a link to $(readlink node_modules): remove the link, or copy what it points to (cp -a)." >&2
  exit 1
fi
ready=node_modules/.ready
if [ ! -f "$ready" ] || [ package-lock.json -nt "$ready" ]; then
  echo "Fetching WeChat's packer (a minute or two the first time)…"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  touch "$ready"
fi
node pack.mjs
