#!/usr/bin/env bash
# Opens the map in Debian's Chromium and checks what one would else have to look at: nothing leaves the page, nothing
# complains, nothing scrolls sideways, everything can be read, tabbed through and printed. Ends with how much went well.
#
#   check-map.sh                       the map of the sandbox's people, and a self-test: spoiled pages must be noticed
#   check-map.sh STORE                 the map of a store
#   check-map.sh FILE.html|.svg …      maps that are there already
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh map
# shellcheck source=scripts/sandbox.bash disable=SC2119
source scripts/sandbox.bash
begin_work check-map

maps=()
options=()
for argument in "$@"; do
    case $argument in
        *.html | *.svg) maps+=("$argument") ;;
        --self-test) options+=("$argument") ;;
        *) store=$argument ;;
    esac
done

if [ ${#maps[@]} -eq 0 ]; then
    if [ -z "${store:-}" ]; then
        options=(--self-test)
        start_sandbox --people 1500
        sandbox_config "$work/waymark.yaml" "$work/journeys.db"
        "$waymark" sync --quiet --config "$work/waymark.yaml" >/dev/null
        stop_sandbox
        store=$work/journeys.db
    fi
    for format in html svg; do
        "$waymark" map --store "$store" --format "$format" >"$work/map.$format"
        maps+=("$work/map.$format")
    done
    # The same data, the same bytes.
    "$waymark" map --store "$store" --format html | cmp - "$work/map.html"
fi

timeout 55 python3 Tests/CheckMap/check_map.py chromium ${options[@]+"${options[@]}"} "${maps[@]}"
