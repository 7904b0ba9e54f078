#!/usr/bin/env bash
# Install the programs that tests use beside Python: strace, which kills a desk at a system call.
# Where nobody can without a password they are left out: their tests are then skipped at a desk
# and fail in CI.
set -euo pipefail
source "$(dirname "$0")/apt.sh"

command -v strace >/dev/null && exit
if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
    apt_install strace || true
else
    echo "setup: strace is missing (apt-get install strace): crash points are not tested" >&2
fi
