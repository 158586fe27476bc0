#!/usr/bin/env bash
# A real Ceph of one monitor and one OSD, and a RADOS gateway when asked for: no systemd, no containers, every listener on
# 127.0.0.1, everything it writes under DIR.
#
#   one-node.sh start DIR             makes the cluster if DIR is new, starts whatever does not run, returns when it serves
#   one-node.sh gateway DIR           the same, and the gateway with a user of S3 and Swift
#   one-node.sh manager DIR           the same, and the manager, which counts what pools hold
#   one-node.sh stop DIR              ends the daemons, keeps the data
#   one-node.sh signal DIR NAME SIG   NAME: mon.a, osd.0, mgr.a, rgw; SIG: STOP, CONT, KILL ...
#   one-node.sh guard DIR PID         waits for the end of the process, then kills what is left and removes DIR
#
# From the environment, at the first start: MON_PORT, RGW_PORT, OSD_PORT (the first of 300 to choose from), POOLS.
# DIR gets ceph.conf, keyring (client.admin, client.images) and, with the gateway, its users' keys in gateway.env.
set -euo pipefail

die() { echo "one-node.sh: $*" >&2; exit 1; }
[ $# -ge 2 ] || { sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2; }
action=$1 dir=$(cd "$2" && pwd)
shift 2
conf=$dir/ceph.conf
[ ${#dir} -lt 70 ] || die "$dir is too long a name for the sockets in it"

# The pid of daemon $1, if it runs and is of this directory (a pid may have been given to another process since).
pid_of() {
    local file=$dir/run/$1.pid pid
    [ -s "$file" ] || return 1
    pid=$(cat "$file" 2>/dev/null) && [ -n "$pid" ] || return 1
    [ -r "/proc/$pid/cmdline" ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "-c $conf " || return 1
    echo "$pid"
}

# launch NAME PROGRAM ARGUMENTS...: the program goes to the background by itself once it has checked what it needs. One that was stopped
# goes on.
launch() {
    local name=$1 pid
    shift
    if pid=$(pid_of "$name"); then
        kill -CONT "$pid"
        return 0
    fi
    rm -f "$dir/run/$name.pid"
    "$1" -c "$conf" "${@:2}" --pid-file "$dir/run/$name.pid" </dev/null >>"$dir/log/$name.out" 2>&1 9>&- || {
        tail -n 5 "$dir/log/$name.out" "$dir/log/"*.log >&2
        die "$name did not start"
    }
}

end_daemon() { # NAME SIGNAL
    local pid i
    if pid=$(pid_of "$1"); then
        kill "-$2" "$pid" 2>/dev/null || true
        kill -CONT "$pid" 2>/dev/null || true
        for i in $(seq 1 200); do
            pid_of "$1" >/dev/null || break
            [ "$i" -lt 100 ] || kill -KILL "$pid" 2>/dev/null || true
            sleep 0.1
        done
    fi
    rm -f "$dir/run/$1.pid"
}

wait_for() { # SECONDS WHAT COMMAND...
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || die "no $what in time; logs in $dir/log"
        sleep 0.1
    done
}

ceph_() { ceph -c "$conf" --connect-timeout 10 "$@"; }
osd_up() { ceph_ osd stat 2>/dev/null | grep -q ' 1 up'; }
# The monitor calls a killed OSD up for a while: only an answer of its own proves it.
serves() { osd_up && timeout -k 1 5 rbd -c "$conf" -p "${POOLS%% *}" ls; }
is_gone() { ! pid_of "$1"; }
gateway_up() { (exec 3<>"/dev/tcp/127.0.0.1/$RGW_PORT"); }

write_conf() {
    cat >"$conf" <<CONF
[global]
fsid = $FSID
mon host = v2:127.0.0.1:$MON_PORT/0
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind msgr1 = false
ms bind port min = $OSD_PORT
ms bind port max = $((OSD_PORT + 300))
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
keyring = $dir/keyring
run dir = $dir/run
crash dir = $dir/run
pid file =
admin socket = $dir/run/\$name.asok
log file = $dir/log/\$name.log
mon cluster log file = $dir/log/cluster.log
log to stderr = false
err to stderr = true
debug rocksdb = 0
debug bluestore = 0
debug bluefs = 0
debug bdev = 0
# one OSD, one copy
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon allow pool delete = true
mon max pg per osd = 2000

[mon]
mon data = $dir/mon
mon data avail warn = 2
mon data avail crit = 1
# Changes of the map are proposed at once, not once a second.
paxos propose interval = 0.02
paxos min wait = 0.01
# Healthy without a manager.
mon mgr mkfs grace = 1000000000
mon warn on insecure global id reclaim allowed = false

[mgr]
mgr data = $dir/mgr
mgr initial modules =
mgr stats period = 1

[osd]
osd data = $dir/osd
osd objectstore = bluestore
bluestore block size = $((8 << 30))
bluestore cache autotune = false
bluestore cache size = 67108864
bluestore fsck on mount = false
bluestore fsck on mkfs = false
bdev aio poll ms = 10
bluestore rocksdb cf = false
bluestore rocksdb options annex = write_buffer_size=16777216,max_write_buffer_number=4
osd memory target = 939524096
osd op num shards = 2
osd op num threads per shard = 2
osd scrub load threshold = 0
osd class update on start = false
# Who is silent for so long has let go of the images that it had open (30 s elsewhere).
osd client watch timeout = 6
# With the usual read lease (16 s), operations could stay delayed for ever after an OSD was stopped by a signal for longer.
osd pool default read lease ratio = 500

[client]
admin socket =
log file =

[client.rgw]
rgw data = $dir/rgw
rgw frontends = beast endpoint=127.0.0.1:$RGW_PORT
rgw thread pool size = 32
rgw enable usage log = false
rgw crypt require ssl = false
log file = $dir/log/rgw.log
CONF
}

# All keys and what they may do at once: the monitor takes them over when it is made.
write_keyring() {
    entity() { # NAME MON OSD
        printf '[%s]\n    key = %s\n    caps mon = "%s"\n' "$1" "$(ceph-authtool --gen-print-key)" "$2"
        [ -z "${3:-}" ] || printf '    caps osd = "%s"\n' "$3"
    }
    (
        umask 077
        {
            entity mon. 'allow *'
            entity client.admin 'allow *' 'allow *'
            entity osd.0 'allow profile osd' 'allow *'
            entity mgr.a 'allow profile mgr' 'allow *'
            entity client.rgw 'allow rw' 'allow rwx'
            entity client.images 'profile rbd' 'profile rbd'
        } >"$dir/keyring"
    )
}

make_cluster() {
    local uuid pool
    uuid=$(cat /proc/sys/kernel/random/uuid)
    FSID=$(cat /proc/sys/kernel/random/uuid)
    mkdir -p "$dir"/{mon,mgr,osd,rgw,log,run}
    write_conf
    write_keyring
    monmaptool --create --clobber --fsid "$FSID" --addv a "[v2:127.0.0.1:$MON_PORT/0]" "$dir/monmap" >/dev/null
    ceph-mon -c "$conf" --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring" >>"$dir/log/mkfs.out" 2>&1 ||
        { tail "$dir/log/mkfs.out" >&2; die "the monitor could not be made"; }
    launch mon.a ceph-mon -i a
    wait_for 60 "answer of the monitor" ceph_ osd new "$uuid"
    ceph-osd -c "$conf" --mkfs -i 0 --osd-uuid "$uuid" >>"$dir/log/mkfs.out" 2>&1 ||
        { tail "$dir/log/mkfs.out" >&2; die "the OSD could not be made"; }
    launch osd.0 ceph-osd -i 0
    for pool in $POOLS; do
        ceph_ osd pool create "$pool" 8 >/dev/null 2>&1
    done
    wait_for 150 "OSD" osd_up
    for pool in $POOLS; do
        rbd -c "$conf" pool init "$pool"
    done
    printf 'MON_PORT=%q\nRGW_PORT=%q\nPOOLS=%q\nFSID=%q\n' "$MON_PORT" "$RGW_PORT" "$POOLS" "$FSID" >"$dir/made"
}

make_gateway_user() {
    local access=longshore-access secret=longshore-s3-secret swift=longshore-swift-secret
    radosgw-admin -c "$conf" -n client.rgw user create --uid tester --display-name Tester \
        --access-key "$access" --secret-key "$secret" >/dev/null 2>>"$dir/log/rgw.out"
    radosgw-admin -c "$conf" -n client.rgw subuser create --uid tester --subuser tester:swift \
        --access full --key-type swift --secret-key "$swift" >/dev/null 2>>"$dir/log/rgw.out"
    printf '%s\n' "S3_ACCESS_KEY=$access" "S3_SECRET_KEY=$secret" "SWIFT_USER=tester:swift" "SWIFT_KEY=$swift" >"$dir/gateway.env"
}

start() {
    exec 9>"$dir/lock"
    flock 9
    if [ -f "$dir/made" ]; then
        # shellcheck disable=SC1091
        . "$dir/made"
    else
        make_cluster
    fi
    launch mon.a ceph-mon -i a
    launch osd.0 ceph-osd -i 0
    wait_for 150 "OSD" serves
    [ "$action" != manager ] || launch mgr.a ceph-mgr -i a
    [ "$action" = gateway ] || [ -f "$dir/gateway.env" ] || return 0
    [ -f "$dir/gateway.env" ] || make_gateway_user
    launch rgw radosgw -n client.rgw
    wait_for 150 "gateway" gateway_up
}

end_all() {
    local daemon
    for daemon in rgw mgr.a osd.0 mon.a; do end_daemon "$daemon" "$1"; done
}

case $action in
    start | gateway | manager) start ;;
    stop) end_all TERM ;;
    signal)
        pid=$(pid_of "$1") || die "$1 does not run"
        kill "-$2" "$pid"
        [ "$2" != KILL ] || wait_for 30 "end of $1" is_gone "$1"
        ;;
    guard)
        while kill -0 "$1" 2>/dev/null; do sleep 1; done
        end_all KILL
        rm -rf "$dir"
        ;;
    *) die "unknown action $action" ;;
esac
