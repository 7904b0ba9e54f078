#!/usr/bin/env bash
# Make an environment of its own for each venue's client that tests drive a look-alike with: their
# pins conflict, and none of them is a dependency of the project.
# usage: clients.sh [NAME ...]   all of requirements/clients without a name
set -euo pipefail
cd "$(dirname "$0")/.."

names=("$@")
if [ ${#names[@]} = 0 ]; then
    for lock in requirements/clients/*.lock; do
        names+=("$(basename "$lock" .lock)")
    done
fi

for name in "${names[@]}"; do
    lock=requirements/clients/$name.lock venv=.clients/$name
    # The stamp is named for what it was built from, so a new lock rebuilds it.
    stamp=$venv/.ready-$(sha256sum "$lock" | cut -c1-16)
    [ -e "$stamp" ] && continue
    echo "setup: installing $(grep -c '^[a-z].*==' "$lock") locked packages of the client $name"
    rm -rf "$venv"
    .venv/bin/python -m venv "$venv"
    "$venv/bin/python" -m pip --quiet --disable-pip-version-check install --require-hashes --no-deps -r "$lock"
    touch "$stamp"
done
