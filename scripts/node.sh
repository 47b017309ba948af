#!/bin/sh
# Make sure of Node.js 18 or newer and of the mini-program's tools, from the locked set; nothing of them ships.
set -eu
cd "$(dirname "$0")/.."
recent() { command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; }
if ! recent; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Node.js for the mini-program (a minute the first time)…"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
  fi
  recent || { echo "The mini-program's tests and preview need Node.js 18 or newer: sudo apt-get install nodejs npm"; exit 1; }
fi
# The mini-program's tools, and the foreign clients that judge the simulated platform in its tests.
for place in miniprogram tests/wechat/foreign; do
  # npm ci empties the folder it installs into: through a link it would empty that of another checkout.
  if [ -L "$place/node_modules" ]; then
    echo "$place/node_modules is a link to $(readlink "$place/node_modules"): remove the link, or copy what it points to (cp -a)." >&2
    exit 1
  fi
  ready=$place/node_modules/.ready
  if [ ! -f "$ready" ] || [ $place/package-lock.json -nt "$ready" ]; then
    echo "Fetching the Node.js packages of $place…"
    (cd $place && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    touch "$ready"
  fi
done
