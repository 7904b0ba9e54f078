#!/usr/bin/env bash
# Resolve pyproject.toml into the lock files: every version pinned, every file hashed, no index named.
# Give arguments to pip-compile, for example: lock.sh --upgrade
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
"$tools/bin/python" -m pip --quiet --disable-pip-version-check install pip-tools

# The running lock is a subset of the development lock, so it is resolved under its constraint.
compile=("$tools/bin/pip-compile" --quiet --generate-hashes --strip-extras --allow-unsafe --no-header
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links)
"${compile[@]}" "$@" --extra dev --output-file requirements/dev.lock pyproject.toml
sed -E 's/ \\$//; /^ /d' requirements/dev.lock >"$tools/constraints.txt"
"${compile[@]}" --constraint "$tools/constraints.txt" --output-file "$tools/runtime.lock" pyproject.toml
sed '/^    #   -c /d' "$tools/runtime.lock" >requirements/runtime.lock

for wanted in requirements/clients/*.in; do
    "${compile[@]}" "$@" --output-file "${wanted%.in}.lock" "$wanted"
done

if grep -nE '(https?|file):|--(index|extra|find|trusted)|(^|[ =])/' requirements/*.lock requirements/clients/*.lock; then
    echo "lock: a lock file names an address or a path of this machine" >&2
    exit 1
fi
echo "lock: $(grep -c == requirements/dev.lock) packages, $(grep -c == requirements/runtime.lock) of them to run"
