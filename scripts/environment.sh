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
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
  -r requirements/development.txt
# Paper is drawn with Pango and a Chinese font; everything else works without them.
if ! .venv/bin/python -c 'from service.ground.fonts import chinese_fonts; raise SystemExit(not chinese_fonts())' 2>/dev/null; then
  printing="libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Pango and a Chinese font for printing…"
    apt-get update -qq
    # shellcheck disable=SC2086 # several package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $printing >/dev/null
  else
    echo "Printing needs Pango and a Chinese font. Install them once: sudo apt-get install $printing"
  fi
fi
touch .venv/ready
