#!/bin/sh
# Make sure of a browser and a Chinese font for the tests in tests/browser; both are installed where we may.
# Chromium without its windows (headless shell) is taken first: a profile in it costs a third of the work.
set -eu
fonts=
fc-list :lang=zh-cn 2>/dev/null | grep -q . || fonts=fonts-noto-cjk
has() { command -v "$1" >/dev/null; }
may() { [ "$(id -u)" = 0 ] && has apt-get; }
known() { apt-cache show chromium-headless-shell >/dev/null 2>&1; }

browser=
if ! has chromium-headless-shell; then
  if has chromium || has chromium-browser || has google-chrome; then
    may && known && browser=chromium-headless-shell
  else
    may && apt-get update -qq
    browser='chromium chromium-l10n'
    may && known && browser=chromium-headless-shell
  fi
fi
[ -n "$browser$fonts" ] || exit 0
if may; then
  echo "Installing $browser $fonts for the browser tests (a minute the first time)…"
  # shellcheck disable=SC2086 # several package names
  install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fontconfig $browser $fonts >/dev/null; }
  install 2>/dev/null || { apt-get update -qq && install; } || { [ -z "$fonts" ] && has chromium; }
elif [ -n "$browser$fonts" ]; then
  echo "The browser tests need Chromium and a Chinese font. Install them once: sudo apt-get install chromium-headless-shell fonts-noto-cjk"
  exit 1
fi
