#!/usr/bin/env bash
# Keeps one process running: starts it again when it ends, slower each time, until told to stop.
#   keep.sh NAME COMMAND ARGUMENT...
# Writes $AUTOSTACK_HOME/run/NAME.keeper and NAME.pid; output goes to $AUTOSTACK_HOME/log/NAME.log.
set -u
name=$1
shift
run="$AUTOSTACK_HOME/run" log="$AUTOSTACK_HOME/log/$name.log"
mkdir -p "$run" "$AUTOSTACK_HOME/log"
echo $$ >"$run/$name.keeper"

# What people wait for (the API, the routes to their apps) comes before what is built. Niceness cannot say so:
# Linux weighs control groups and sessions before processes (sched(7), autogroup), so each build tool would
# weigh as much as the whole control plane. Only root can make a group; without one all are alike.
group='' root=''
favour() {
    if [[ -f /sys/fs/cgroup/cgroup.controllers ]]; then
        root=/sys/fs/cgroup
        local share=cpu.weight weight=3200 # of 1 to 10000, others have 100
        echo +cpu >"$root/cgroup.subtree_control" || return 1
    else
        root=/sys/fs/cgroup/cpu
        local share=cpu.shares weight=32768 # others have 1024
        [[ -f "$root/cgroup.procs" ]] || return 1
    fi
    group="$root/autostack-$name-$$"
    mkdir "$group" && echo "$weight" >"$group/$share" && echo $$ >"$group/cgroup.procs"
}
unfavour() {
    [[ -d "$group" ]] || return 0
    echo $$ >"$root/cgroup.procs"
    # Empty soon: what the process started ends with it.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        rmdir "$group" && return
        sleep 0.1
    done
}
# What builds need comes last, so it has no part in this; the Git daemon serves builds.
if [[ "$name" != git && "$(id -u)" == 0 ]]; then favour 2>/dev/null || unfavour 2>/dev/null; fi

child='' stopping=false
# shellcheck disable=SC2329 # called by the trap
stop() {
    stopping=true
    [[ -z "$child" ]] || kill -TERM "$child" 2>/dev/null
}
trap stop TERM INT
pause=1
while ! $stopping; do
    # One older log is kept; a log is never larger than about 20 MB at a start.
    if [[ -f "$log" && $(stat -c %s "$log") -gt 20000000 ]]; then mv -f "$log" "$log.1"; fi
    started=$SECONDS
    "$@" >>"$log" 2>&1 </dev/null &
    child=$!
    echo "$child" >"$run/$name.pid"
    wait "$child"
    code=$?
    # A signal ends `wait` early: wait again for the process itself.
    while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
    if $stopping; then break; fi
    echo "$(date -u +%FT%TZ) keeper: $name ended with $code, next start in $pause s" >>"$log"
    sleep "$pause" &
    wait $!
    if ((SECONDS - started > 60)); then pause=1; elif ((pause < 30)); then pause=$((pause * 2)); fi
done
unfavour 2>/dev/null
rm -f "$run/$name.keeper" "$run/$name.pid"
