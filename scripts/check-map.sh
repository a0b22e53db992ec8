#!/usr/bin/env bash
# Opens maps in Debian's Chromium and checks what one would else have to look at: nothing leaves the page, nothing
# complains, nothing scrolls sideways, names stay names, everything can be read, tabbed through and printed. Ends with how
# much went well.
#
#   check-map.sh                        of a log with hostile names, and a self-test: spoiled pages must be noticed
#   check-map.sh STORE                  of a store as well
#   check-map.sh FILE.html|FILE.svg …   of maps that are there already
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh map
# shellcheck source=scripts/sandbox.bash disable=SC2119
source scripts/sandbox.bash
begin_work check-map

# draw NAME OPTION…: the page and the picture, and the page twice: the same data, the same bytes.
maps=()
draw() {
    local name=$1
    shift
    for format in html svg; do
        "$waymark" map --quiet --format "$format" --output "$work/$name.$format" "$@"
        maps+=("$work/$name.$format")
    done
    "$waymark" map --quiet --format html --output "$work/again" "$@"
    cmp "$work/again" "$work/$name.html"
    rm "$work/again"
}

options=()
case ${1:-} in
    *.html | *.svg) maps=("$@") ;;
    *)
        options=(--self-test)
        python3 Tests/CheckMap/hostile.py "$work"
        "$waymark" import xes --quiet --store "$work/hostile.db" "$work/log.xes" >/dev/null
        draw hostile --store "$work/hostile.db" --config "$work/none.yaml" --map "$work/journey-map.yaml" \
            --stages 'awareness > consideration > decision > <img src=x onerror=alert(1) y="'
        [ -z "${1:-}" ] || draw store --store "$1"
        ;;
esac

timeout 55 python3 Tests/CheckMap/check_map.py chromium ${options[@]+"${options[@]}"} "${maps[@]}"
