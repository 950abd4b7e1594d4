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
# What people wait for comes before what they build. Linux weighs sessions before processes (sched(7),
# autogroup), and this is a session of its own; only root may ask for more than the others have.
{ echo -5 >/proc/self/autogroup; } 2>/dev/null || true
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
rm -f "$run/$name.keeper" "$run/$name.pid"
