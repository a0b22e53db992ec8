#!/usr/bin/env bash
# Puts the program into $DESTDIR$PREFIX/bin. Builds it first, unless run by sudo with a built one at hand: root's build
# would leave files that the user cannot replace.
set -euo pipefail
cd "$(dirname "$0")/.."

program=.build/release/waymark
if [ -z "${SUDO_UID:-}" ] || [ ! -x "$program" ]; then make --no-print-directory build; fi

target=${DESTDIR:-}${PREFIX:-/usr/local}/bin
mkdir -p "$target" 2>/dev/null || true
if [ ! -w "$target" ]; then
    printf 'install: may not write to %s; run sudo make install, or choose PREFIX=%s/.local\n' "$target" "$HOME" >&2
    exit 1
fi
install -m 755 "$program" "$target/waymark"
printf 'installed %s/waymark\n' "$target"
