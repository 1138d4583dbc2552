#!/usr/bin/env bash
# Fills .venv: `venv` makes it, `torch`, `package` and `dev` install into it.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

pip_install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }

make_venv() {
  .venv/bin/python -m pip --version >/dev/null 2>&1 && return
  command -v "$PYTHON" >/dev/null || fail "There is no $PYTHON here; install Python 3.11 or newer, or name one: make PYTHON=python3.12."
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$PYTHON" --version) is too old; chainrule needs Python 3.11 or newer: make PYTHON=python3.12."
  # Debian ships venv without ensurepip in a package of its own.
  if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    can_install || fail "Python's venv is missing; install it (Debian: apt install python3-venv) and try again."
    apt_install "$(basename "$PYTHON")-venv"
  fi
  say "Making .venv …"
  "$PYTHON" -m venv .venv
}

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
apt_install() { apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >&2; }

# torch comes first and by its exact version: left to the resolver, it may be a build with CUDA.
install_torch() {
  say "Installing torch $TORCH …"
  pip_install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "torch==$TORCH"
}

case "${1-}" in
  venv) make_venv ;;
  torch) install_torch ;;
  package) say "Installing chainrule …" && pip_install --editable . ;;
  dev) say "Installing the tools of development …" && pip_install --editable '.[dev]' ;;
  *) fail "usage: tools/python.sh venv|torch|package|dev" ;;
esac
