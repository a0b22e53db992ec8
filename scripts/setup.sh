#!/usr/bin/env bash
# Makes sure that what Waymark is built with is installed, and says what it installs and why.
#
#   setup.sh          what the program needs to be built
#   setup.sh demo     and what the demo shows the store with
#   setup.sh tests    and what the tests use
#   setup.sh map      and what the map is looked at with
#   setup.sh bench    and what the benchmarks measure with
#
# Changes nothing when everything is there. Installs with apt-get where it may; elsewhere it lists what is missing and
# leaves with 1.
set -euo pipefail

say() { printf 'setup: %s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

has_library() { command -v pkg-config >/dev/null && pkg-config --exists "$1"; }

has_header() { [ -e "/usr/include/$1" ] || [ -e "/usr/local/include/$1" ]; }

# Some of these live in /usr/sbin, which is not on everybody's path.
has_program() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null; }

has_venv() { has_program python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; }

missing=()

# need PACKAGE WHY CHECK…: notes the package unless the check succeeds.
need() {
    local package=$1 why=$2
    shift 2
    if "$@"; then return; fi
    missing+=("$package")
    say "missing: $package, $why"
}

check_swift() {
    local version
    command -v swift >/dev/null || die "swift is not on the PATH. Install Swift 6.3 (https://www.swift.org/install/linux/)."
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    case $version in
        6.[2-9] | 6.[1-9][0-9] | [7-9].* | [1-9][0-9].*) ;;
        *) die "swift is ${version:-of an unknown version}; Waymark is written for Swift 6.3 and needs 6.2 at least." ;;
    esac
}

check_packages() {
    need pkg-config "tells the compiler where the libraries are" has_program pkg-config
    need libcurl4-openssl-dev "libcurl: all calls to APIs go through it" has_library libcurl
    need libsqlite3-dev "SQLite: the journey store" has_library sqlite3
    need libsimdjson-dev "simdjson: reads the APIs' answers" has_library simdjson
    need libzstd-dev "Zstandard: payloads in the store" has_library libzstd
    need libpsl-dev "libpsl: which domain an organisation registered" has_library libpsl
    # With Boost and protobuf, which its headers need: 229 MB. It has no .pc file.
    need libphonenumber-dev "libphonenumber: one spelling per phone number" has_header phonenumbers/phonenumberutil.h
    [ $# -eq 0 ] || need python3 "reads the store as other tools do" has_program python3
    # With 400 MB of what it needs; only where the map is checked.
    [ "${1:-}" != map ] || need chromium "the browser that the map is checked with" has_program chromium
    [ "${1:-}" != bench ] || need curl "fetches what the floor of a benchmark fetches" has_program curl
    [ "${1:-}" != bench ] || need sqlite3 "stores what the floor of a benchmark stores" has_program sqlite3
    [ "${1:-}" = tests ] || return 0
    need nghttp2-server "nghttpd: the HTTP/2 server of the tests" has_program nghttpd
    need openssl "makes the tests' certificates" has_program openssl
    need python3-venv "HubSpot's Python client gets a folder of its own" has_venv
}

install_packages() {
    local as=()
    command -v apt-get >/dev/null ||
        die "there is no apt-get here. Install what these Debian packages hold, then run this again: $*"
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null ||
            die "not root, and sudo is not there or asks for a password. Run this, then try again: sudo apt-get install $*"
        as=(sudo -n)
    fi
    say "installing with apt-get: $*"
    apt_install "$@" || {
        say "refreshing apt's package lists, then trying once more"
        ${as[@]+"${as[@]}"} apt-get update -qq </dev/null >&2 || die "apt-get update failed; see above"
        apt_install "$@" || die "apt-get could not install: $*; see above"
    }
}

apt_install() {
    ${as[@]+"${as[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=120 "$@" </dev/null >&2
}

check_swift
check_packages "$@"
[ ${#missing[@]} -gt 0 ] || exit 0
install_packages "${missing[@]}"

wanted=("${missing[@]}")
missing=()
check_packages "$@"
[ ${#missing[@]} -eq 0 ] || die "installed ${wanted[*]}, and still cannot find: ${missing[*]}"
say "done"
