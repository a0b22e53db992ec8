#!/usr/bin/env bash
# Runs a real Request Tracker 5 on loopback, from Debian's own packages, for `make check-real`.
#
#   rt-server.sh install            apt-get install what is missing (root only)
#   rt-server.sh start DIR PORT     create DIR/rt.sqlite if there is none, start, wait until RT answers, write DIR/pid
#   rt-server.sh token DIR USER     print a new authentication token of that user (for `Authorization: token …`)
#   rt-server.sh stop DIR           end the server that `start DIR` started, and nothing else
#
# The database, configuration, page cache, sessions, log and temporary files are all inside DIR. Signs in as root/password.
set -eu

packages="request-tracker5 rt5-db-sqlite rt5-standalone rt5-fcgi"

say() { printf 'rt-server: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

usage() {
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 64
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing() {
    for package in $packages; do
        installed "$package" || printf '%s ' "$package"
    done
}

install_packages() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
        die "this needs Debian 12 or another system with apt-get; install Request Tracker 5 by hand"
    wanted=$(missing)
    if [ -z "$wanted" ]; then
        say "already installed: $packages"
        return
    fi
    [ "$(id -u)" = 0 ] || die "not root, and these packages are missing: $wanted(run: sudo $0 install)"
    say "installing with apt-get: $wanted"
    export DEBIAN_FRONTEND=noninteractive
    # Where systemd runs, Debian starts request-tracker5.service by itself after this; `start` does not use it.
    attempt=1
    # Index files may be absent in a fresh container or too old: then update once and try again.
    # --fix-broken also finishes an installation that was cut short.
    until apt-get install -y --fix-broken --no-install-recommends $wanted >&2; do
        [ "$attempt" -lt 3 ] || die "apt-get could not install: $wanted"
        say "attempt $attempt failed; running apt-get update and trying again"
        attempt=$((attempt + 1))
        apt-get update >&2 || true
        dpkg --configure -a >&2 || true
    done
    wanted=$(missing)
    [ -z "$wanted" ] || die "apt-get succeeded, but these are still missing: $wanted"
}

# The absolute path of a folder; it must exist.
absolute() { (cd "$1" && pwd -P); }

# Everything RT reads or writes, said by environment and by DIR/RT_SiteConfig.pm.
use_folder() {
    dir=$1
    case $dir in *[!A-Za-z0-9/._-]*) die "the folder's path may hold only letters, digits, and / . _ -: $dir" ;; esac
    export RT_SITE_CONFIG="$dir/RT_SiteConfig.pm" RT_SITE_CONFIG_DIR="$dir/site.d" TMPDIR="$dir/tmp"
}

write_config() {
    mkdir -p "$dir/site.d" "$dir/mason" "$dir/sessions" "$dir/tmp"
    # testfile: outgoing mail goes to a file in TMPDIR, which is inside DIR.
    cat >"$RT_SITE_CONFIG" <<CONFIG
Set(\$rtname, 'demo');
Set(\$Organization, 'demo.test');
Set(\$Timezone, 'UTC');
Set(\$DatabaseType, 'SQLite');
Set(\$DatabaseName, '$dir/rt.sqlite');
Set(\$DatabaseHost, '');
Set(\$DatabaseUser, '');
Set(\$DatabasePassword, '');
Set(\$WebDomain, '127.0.0.1');
Set(\$WebPort, $port);
Set(\$WebPath, '');
Set(\$MasonDataDir, '$dir/mason');
Set(\$MasonSessionDir, '$dir/sessions');
Set(\$MailCommand, 'testfile');
Set(%GnuPG, Enable => 0);
Set(%SMIME, Enable => 0);
Set(\$LogToSyslog, '');
Set(\$LogToSTDERR, 'warning');
1;
CONFIG
    # The rights a support desk gives: customers write, staff works, and `sync` (a user that fill.py makes) only reads.
    cat >"$dir/rights" <<'RIGHTS'
@ACL = (
    (map { { GroupDomain => 'SystemInternal', GroupType => 'Everyone', Right => $_ } }
        qw(CreateTicket ReplyToTicket)),
    (map { { GroupDomain => 'RT::System-Role', GroupType => 'Requestor', Right => $_ } }
        qw(ShowTicket)),
    (map { { GroupDomain => 'SystemInternal', GroupType => 'Privileged', Right => $_ } }
        qw(SeeQueue ShowTicket ShowTicketComments CommentOnTicket ModifyTicket OwnTicket DeleteTicket)),
);
1;
RIGHTS
}

# Whether process $1 is a server that this script started for this folder.
is_ours() {
    [ -r "/proc/$1/environ" ] && tr '\0' '\n' <"/proc/$1/environ" 2>/dev/null |
        grep -qxF "RT_SITE_CONFIG=$dir/RT_SiteConfig.pm"
}

answers() {
    curl -sf -o "$dir/tmp/hello" -u root:password --max-time 20 "http://127.0.0.1:$port/REST/2.0/rt"
}

start() {
    port=$2
    case $port in '' | *[!0-9]*) usage ;; esac
    [ -z "$(missing)" ] || die "missing packages: $(missing)(run: $0 install)"
    command -v curl >/dev/null || die "curl is missing"
    mkdir -p "$1"
    use_folder "$(absolute "$1")"
    if [ -f "$dir/pid" ] && is_ours "$(cat "$dir/pid")"; then
        grep -qxF "Set(\$WebPort, $port);" "$RT_SITE_CONFIG" || die "already running in $dir on another port"
        answers || die "process $(cat "$dir/pid") runs in $dir, but does not answer"
        say "already running in $dir"
        return
    fi
    if curl -s -o /dev/null --max-time 5 "http://127.0.0.1:$port/"; then
        die "port $port is in use"
    fi
    write_config
    if [ ! -f "$dir/initialized" ]; then
        rm -f "$dir/rt.sqlite" "$dir/rt.sqlite-wal" "$dir/rt.sqlite-shm"
        say "creating the database"
        rt-setup-database-5 --action init --skip-create --force --dba '' >"$dir/init.log" 2>&1 ||
            die "the database could not be created; see $dir/init.log"
        rt-setup-database-5 --action insert --skip-create --datafile "$dir/rights" --dba '' >>"$dir/init.log" 2>&1 ||
            die "the rights could not be given; see $dir/init.log"
        : >"$dir/initialized"
    fi
    server=$(dpkg -L request-tracker5 rt5-standalone | grep -m1 'libexec/rt-server$')
    # A session of its own: `stop` ends the group, so that no worker stays.
    setsid "$server" --host 127.0.0.1 --port "$port" --max-workers 4 </dev/null >"$dir/server.log" 2>&1 &
    pid=$!
    echo "$pid" >"$dir/pid"
    tries=0
    until answers; do
        tries=$((tries + 1))
        if ! kill -0 "$pid" 2>/dev/null; then
            rm -f "$dir/pid"
            die "the server ended by itself; see $dir/server.log"
        fi
        if [ "$tries" -ge 120 ]; then
            stop "$dir"
            die "the server did not answer in 120 tries; see $dir/server.log"
        fi
        sleep 0.5
    done
    say "RT answers at http://127.0.0.1:$port (process $pid)"
}

stop() {
    [ -d "$1" ] || die "no such folder: $1"
    use_folder "$(absolute "$1")"
    if [ ! -f "$dir/pid" ]; then
        say "not running in $dir"
        return
    fi
    pid=$(cat "$dir/pid")
    if is_ours "$pid"; then
        # TERM, never INT: on INT RT's server changes the owner of files outside DIR.
        kill -TERM -- "-$pid" 2>/dev/null || true
        tries=0
        while kill -0 -- "-$pid" 2>/dev/null; do
            tries=$((tries + 1))
            [ "$tries" -ne 50 ] || kill -KILL -- "-$pid" 2>/dev/null || true
            [ "$tries" -lt 100 ] || die "process group $pid does not end"
            sleep 0.1
        done
    fi
    rm -f "$dir/pid"
    say "not running any more in $dir"
}

token() {
    use_folder "$(absolute "$1")"
    [ -f "$dir/initialized" ] || die "start $1 first"
    perl -I/usr/local/share/request-tracker5/lib -I/usr/share/request-tracker5/lib -e '
        use strict; use warnings;
        use RT; RT::LoadConfig(); RT::Init();
        my $user = RT::CurrentUser->new; $user->Load($ARGV[0]);
        $user->id or die "no such user: $ARGV[0]\n";
        # As the system: a user needs the right ManageAuthTokens to make one.
        my $token = RT::AuthToken->new(RT->SystemUser);
        my ($ok, $message, $string) = $token->Create(Owner => $user->id, Description => "check-real");
        $ok or die "$message\n";
        print "$string\n";
    ' "$2"
}

case "${1:-} $#" in
"install 1") install_packages ;;
"start 3") start "$2" "$3" ;;
"token 3") token "$2" "$3" ;;
"stop 2") stop "$2" ;;
*) usage ;;
esac
