#!/usr/bin/env bash
# Checks the style of all Swift sources, that no file names a folder of the machine it was written on, and that links
# between pages lead somewhere.
set -euo pipefail
cd "$(dirname "$0")/.."

swift format lint --strict --parallel -r Package.swift Sources Tests connectors

# What must not stand in a file: this clone's folder, the home folder, anybody's home folder, and the top folder that the
# clone stands in unless every machine has one of that name.
here=$PWD
top=/$(cut -d / -f 2 <<<"$here")
forbidden=("$here")
case ${HOME:-/} in / | "") ;; *) forbidden+=("$HOME/") ;; esac
case $top in
    / | /bin | /boot | /data | /dev | /etc | /home | /lib* | /media | /mnt | /opt | /proc | /root | /run | /sbin | \
        /srv | /sys | /tmp | /usr | /var) ;;
    *) forbidden+=("$top/") ;;
esac

patterns=()
for text in "${forbidden[@]}"; do
    # Not in the middle of a path or an address: example.com/work/ is nobody's folder.
    patterns+=(-e "(^|[^[:alnum:]_./}-])$(printf '%s' "$text" | sed 's/[][\.*^$+?(){}|]/\\&/g')")
done
patterns+=(-e '(^|[^[:alnum:]_./}-])/(home|Users)/[[:alnum:]_.-]+/')

if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    list() { git ls-files -z --cached --others --exclude-standard; }
else
    list() { find . -path ./.build -prune -o -type f -print0; }
fi

found=$(list | xargs -0 grep -EnI "${patterns[@]}" -- || true)
if [ -n "$found" ]; then
    printf '%s\n' "$found" >&2
    printf 'lint: these lines name a folder of one machine\n' >&2
    exit 1
fi

# Links of pages to files beside them.
broken=0
while IFS=: read -r page link; do
    target=$(dirname "$page")/${link%%#*}
    [ -e "$target" ] || {
        printf '%s: there is no %s\n' "$page" "$link" >&2
        broken=$((broken + 1))
    }
done < <(list | grep -z '\.md$' | xargs -0 grep -oHE '\]\([^)# ]+[^) ]*\)' | sed -e 's/\](//' -e 's/)$//' | grep -v '://')
[ "$broken" -eq 0 ] || exit 1
printf 'lint: clean\n'
