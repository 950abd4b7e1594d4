# shellcheck shell=bash
# Makes sure that a Docker Engine answers. Needs say.sh.

DOCKER_OWN_PID=/run/autostack-dockerd.pid
DOCKER_OWN_LOG=/var/log/autostack-dockerd.log
DOCKER_START_SECONDS=60

# The Engine's version, or failure when no engine answers within 10 s.
docker_version() { timeout 10 docker version --format '{{.Server.Version}}' 2>/dev/null; }
docker_answers() { has docker && docker_version >/dev/null; }

# Returns when an engine answers. As root it installs and starts the distribution's engine when there
# is none; otherwise it ends the script and says what to do.
docker_require() {
    docker_answers && return
    # Someone chose an engine: installing another one here would not be what they asked for.
    [[ -z "${DOCKER_HOST:-}" ]] ||
        die "The Docker Engine at DOCKER_HOST=$DOCKER_HOST does not answer." \
            "Start it, or unset DOCKER_HOST to use the engine of this machine."
    is_root || docker_say_for_user
    if ! has dockerd || ! has docker; then
        has apt-get || die "No Docker Engine is installed, and this is not a Debian or Ubuntu machine." \
            "Install Docker Engine 20.10 or newer (https://docs.docker.com/engine/install/) and start it."
        say_step "Installing Docker Engine from the distribution's packages"
        apt_install docker.io iptables
    fi
    docker_answers || docker_start
}

docker_say_for_user() {
    if [[ -S /var/run/docker.sock && ! -w /var/run/docker.sock ]]; then
        die "A Docker Engine runs, but $(id -un) may not use it." \
            "sudo usermod -aG docker $(id -un)   # then sign in again" \
            "or run this command with sudo"
    elif has dockerd; then
        die "Docker Engine is installed but does not run." "sudo systemctl start docker"
    fi
    case " $(distribution) " in
    *" debian "* | *" ubuntu "*)
        die "No Docker Engine is installed." \
            "sudo apt-get install -y --no-install-recommends docker.io iptables" \
            "sudo usermod -aG docker $(id -un)   # then sign in again" \
            "or run this command with sudo: it installs both by itself"
        ;;
    *) die "No Docker Engine is installed." "Install Docker Engine 20.10 or newer: https://docs.docker.com/engine/install/" ;;
    esac
}

docker_start() {
    say_step "Starting Docker Engine"
    local log="journalctl -u docker" pid=''
    if [[ -d /run/systemd/system ]]; then
        timeout "$DOCKER_START_SECONDS" systemctl start docker || true
    elif ! docker_starting; then
        # No service manager (a container, a minimal virtual machine): the engine gets a session of
        # its own, so that it outlives this script and its terminal.
        log="$DOCKER_OWN_LOG"
        setsid dockerd >>"$DOCKER_OWN_LOG" 2>&1 </dev/null &
        pid=$!
        printf '%s\n' "$pid" >"$DOCKER_OWN_PID"
    fi
    local deadline=$((SECONDS + DOCKER_START_SECONDS)) failure=''
    until docker_answers; do
        if [[ -n "$pid" ]] && ! kill -0 "$pid" 2>/dev/null; then
            failure="Docker Engine ended as soon as it was started."
        elif ((SECONDS >= deadline)); then
            failure="Docker Engine did not come up within $DOCKER_START_SECONDS s."
        fi
        if [[ -n "$failure" ]]; then
            [[ ! -r "$log" ]] || tail -n 5 "$log" >&2
            die "$failure" "Its log: $log"
        fi
        sleep 0.2
    done
}

# True when somebody else (the package's own start script) has just started an engine.
docker_starting() {
    local pid
    pid=$(cat /run/docker.pid 2>/dev/null) && kill -0 "$pid" 2>/dev/null
}
