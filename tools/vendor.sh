#!/usr/bin/env bash
# Makes static/vendor/codemirror from npm's packages, in the versions of tools/vendor's lock;
# with --check, says whether what is there is what would be made.
set -euo pipefail
cd "$(dirname "$0")/.."

into=static/vendor/codemirror
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp tools/vendor/package.json tools/vendor/package-lock.json tools/vendor/codemirror.js "$work"
(cd "$work" && npm ci --silent --no-audit --no-fund)

made="$work/made"
mkdir -p "$made"
(cd "$work" && npx --no-install esbuild codemirror.js \
  --bundle --minify --format=esm --target=es2022 --legal-comments=none --outfile=made/codemirror.js)

version() { node -p "require('$work/node_modules/$1/package.json').version"; }
packages() { (cd "$work/node_modules" && find @codemirror @lezer @marijn crelt style-mod w3c-keyname \
  -maxdepth 2 -name package.json -printf '%h\n' | sort); }
{
  echo "CodeMirror as one module, made by tools/vendor.sh with esbuild $(version esbuild) of these packages:"
  echo
  packages | while read -r each; do echo "  $each $(version "$each")"; done
  echo
  echo "All are under this licence, each with its own line of copyright:"
  echo
  packages | while read -r each; do grep -ih '^copyright' "$work/node_modules/$each/LICENSE"; done | sort -u
  sed '0,/^[Cc]opyright.*/d' "$work/node_modules/@codemirror/state/LICENSE"
} > "$made/LICENSE.txt"

if [ "${1:-}" = --check ]; then
  for file in codemirror.js LICENSE.txt; do
    cmp "$made/$file" "$into/$file" || { echo "$into/$file is not what tools/vendor.sh makes." >&2; exit 1; }
  done
else
  cp "$made"/* "$into"
fi
