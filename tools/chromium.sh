#!/usr/bin/env bash
# Prints the path of a Chromium, having installed one where there is none.
set -euo pipefail
cd "$(dirname "$0")/.."

on_system() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] && command -v "$name" && return
  done
  return 1
}

from_debian() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "Installing Debian's Chromium …" >&2
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >&2 && on_system
}

from_playwright() {
  [ -x .venv/bin/playwright ] || return 1
  local path
  path=$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright as s
with s() as p: print(p.chromium.executable_path)')
  [ -x "$path" ] || .venv/bin/playwright install chromium >&2 || return 1
  [ -x "$path" ] && echo "$path"
}

on_system || from_debian || from_playwright || {
  echo "There is no Chromium, and none could be installed; install Chromium or Google Chrome, or name one: make test CHROMIUM=/path/to/it." >&2
  exit 1
}
