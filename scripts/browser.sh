#!/bin/sh
# Make sure of Chromium and a Chinese font for the tests in tests/browser; both are installed where we may.
set -eu
missing=
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing='chromium chromium-l10n'
fc-list :lang=zh-cn 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing$(printf ' %s' $missing) for the browser tests (a minute the first time)…"
  apt-get update -qq
  # shellcheck disable=SC2086 # two package names
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fontconfig $missing >/dev/null
else
  echo "The browser tests need Chromium and a Chinese font. Install them once: sudo apt-get install chromium fonts-noto-cjk"
  exit 1
fi
