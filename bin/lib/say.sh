# shellcheck shell=bash
# How the scripts in bin/ talk: one voice, colour only on a terminal, times in seconds.
# Sourced; every script that sources it has already set -euo pipefail.

if [[ -t 1 && -z "${NO_COLOR:-}" && "${TERM:-dumb}" != dumb ]]; then
    SAY_BOLD=$'\e[1m' SAY_DIM=$'\e[2m' SAY_RED=$'\e[31m' SAY_YELLOW=$'\e[33m' SAY_GREEN=$'\e[32m' SAY_OFF=$'\e[0m'
else
    SAY_BOLD='' SAY_DIM='' SAY_RED='' SAY_YELLOW='' SAY_GREEN='' SAY_OFF=''
fi

# A plain line.
say() { printf '%s\n' "$*"; }

# The start of something that takes a while.
say_step() { printf '%s==>%s %s\n' "$SAY_BOLD" "$SAY_OFF" "$*"; }

# One finished thing: its name, what became of it, and how long that took (nothing when no time is given).
say_done() { # NAME OUTCOME [SECONDS]
    local took=''
    [[ -z "${3:-}" ]] || took="${SAY_DIM}${3} s${SAY_OFF}"
    printf '  %s%-36s%s %-10s %s\n' "$SAY_GREEN" "$1" "$SAY_OFF" "$2" "$took"
}

say_warn() { printf '%s%s%s\n' "$SAY_YELLOW" "$*" "$SAY_OFF" >&2; }

# Ends the script: what is wrong, then what to do about it, one line each.
die() { # SENTENCE [NEXT-STEP...]
    printf '%serror:%s %s\n' "$SAY_RED" "$SAY_OFF" "$1" >&2
    shift
    local line
    for line in "$@"; do printf '  %s\n' "$line" >&2; done
    exit 1
}

# The clock, in microseconds. EPOCHREALTIME has the decimal sign of the locale.
now_us() { printf '%s' "${EPOCHREALTIME/[.,]/}"; }

# Seconds with one decimal since a value of now_us.
seconds_since() { # START_US
    local us=$(($(now_us) - $1))
    printf '%d.%d' $((us / 1000000)) $((us % 1000000 / 100000))
}

is_root() { [[ "$(id -u)" == 0 ]]; }
has() { command -v "$1" >/dev/null 2>&1; }

# The ID of the distribution and those it is like ("ubuntu debian"), empty when unknown.
distribution() {
    # shellcheck disable=SC1091
    [[ ! -r /etc/os-release ]] || (. /etc/os-release && printf '%s %s' "${ID:-}" "${ID_LIKE:-}")
}

# Installs Debian packages without questions; the package lists are fetched only when the first try fails.
apt_install() { # PACKAGE...
    local log
    log=$(mktemp)
    local -a install=(apt-get install -y -q --no-install-recommends "$@")
    if ! DEBIAN_FRONTEND=noninteractive "${install[@]}" >"$log" 2>&1 </dev/null; then
        if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive "${install[@]}"; } >"$log" 2>&1 </dev/null; then
            tail -n 20 "$log" >&2
            rm -f "$log"
            die "apt-get could not install: $*" "The lines above are its last ones."
        fi
    fi
    rm -f "$log"
}
