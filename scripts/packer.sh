#!/bin/sh
# WeChat's own packer looks at the mini-program: fetched once from the locked set (large: 280 MB), then without a network.
set -eu
cd "$(dirname "$0")/../miniprogram/official"
ready=node_modules/.ready
if [ ! -f "$ready" ] || [ package-lock.json -nt "$ready" ]; then
  echo "Fetching WeChat's packer (a minute or two the first time)…"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  touch "$ready"
fi
node pack.mjs
