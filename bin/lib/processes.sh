# shellcheck shell=bash
# Starts and stops the processes of AutoStack. Needs say.sh and home.sh.
LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# True when the keeper of NAME runs.
kept() { # NAME
    local pid
    pid=$(cat "$AUTOSTACK_HOME/run/$1.keeper" 2>/dev/null) && kill -0 "$pid" 2>/dev/null
}

# Starts NAME in a session of its own, so that it outlives this script and its terminal.
keep() { # NAME COMMAND...
    mkdir -p "$AUTOSTACK_HOME/run" "$AUTOSTACK_HOME/log"
    setsid "$LIB/keep.sh" "$@" >/dev/null 2>&1 </dev/null &
    disown
}

# Ends NAME: asks, waits, then forces.
unkeep() { # NAME SECONDS
    local keeper child end=$((SECONDS + $2))
    keeper=$(cat "$AUTOSTACK_HOME/run/$1.keeper" 2>/dev/null) || return 0
    child=$(cat "$AUTOSTACK_HOME/run/$1.pid" 2>/dev/null) || child=''
    kill -TERM "$keeper" 2>/dev/null || true
    while kill -0 "$keeper" 2>/dev/null && ((SECONDS < end)); do sleep 0.1; done
    if kill -0 "$keeper" 2>/dev/null; then
        kill -KILL "$keeper" 2>/dev/null || true
        [[ -z "$child" ]] || kill -KILL "$child" 2>/dev/null || true
    fi
    # A keeper that was killed could not take its control group along (keep.sh).
    rmdir "/sys/fs/cgroup/autostack-$1-$keeper" "/sys/fs/cgroup/cpu/autostack-$1-$keeper" 2>/dev/null || true
    rm -f "$AUTOSTACK_HOME/run/$1.keeper" "$AUTOSTACK_HOME/run/$1.pid"
}

answers() { curl -fsS -o /dev/null --max-time 2 "$1" 2>/dev/null; }

# Waits until URL answers; else shows the end of NAME's log and ends the script.
await() { # NAME URL SECONDS
    local end=$((SECONDS + $3))
    until answers "$2"; do
        if ((SECONDS >= end)); then
            tail -n 15 "$AUTOSTACK_HOME/log/$1.log" >&2 || true
            die "$1 did not answer at $2 within $3 s." "Its log: $AUTOSTACK_HOME/log/$1.log"
        fi
        sleep 0.05
    done
}
