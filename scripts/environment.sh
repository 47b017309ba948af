#!/bin/sh
# Make .venv from the locked requirements. Debian and Ubuntu ship python3 without venv: it is installed where we may.
set -eu
python=${1:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
  else
    echo "The Python module venv is missing. Install it once: sudo apt-get install python3-venv"
    exit 1
  fi
fi
echo "Setting up the environment (half a minute the first time)…"
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.txt
touch .venv/ready
