#!/usr/bin/env bash
# Make a virtual environment and install the locked packages and the project into it.
# usage: install.sh VENV LOCK
set -euo pipefail
venv=$1 lock=$2
source "$(dirname "$0")/apt.sh"

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
    local name
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null && "$name" -c "$new_enough" 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    apt_install python3 python3-venv
    python=$(find_python)
    [ -n "$python" ] || { echo "setup: Python 3.11 or newer is needed" >&2; exit 1; }
fi

# A virtual environment whose interpreter is gone, or that was cut short, is made again.
if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    # Debian keeps ensurepip in a package of its own.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        apt_install "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
    echo "setup: making $venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

echo "setup: installing $(grep -c '^[a-z].*==' "$lock") locked packages"
pip=("$venv/bin/python" -m pip --quiet --disable-pip-version-check install)
# The lock is complete, so nothing is resolved: a resolver asks for "coverage[toml]", which a lock without
# extras does not name, and refuses as soon as a newer coverage is published.
"${pip[@]}" --require-hashes --no-deps -r "$lock"
"${pip[@]}" --no-deps --no-build-isolation --editable .
"$venv/bin/python" -m pip --disable-pip-version-check check >/dev/null || {
    "$venv/bin/python" -m pip --disable-pip-version-check check >&2
    echo "setup: $lock lacks what its packages need" >&2
    exit 1
}
echo "setup: ready"
