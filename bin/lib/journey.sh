# shellcheck shell=bash
# The main job in a browser against a real AutoStack of its own, as bin/up starts it. Needs say.sh, build.sh and a built project.

# The Chromium that web/e2e takes, if there is one.
has_chromium() { [[ -n "${AUTOSTACK_CHROMIUM:-}" ]] || has chromium || has chromium-browser || has google-chrome-stable || has google-chrome; }

# A report of one skipped test, for who counts.
report_skip() { # FILE NAME REASON
    mkdir -p "$(dirname "$1")"
    printf '<testsuite><testcase classname="web e2e" name="%s"><skipped message="%s"/></testcase></testsuite>\n' "$2" "$3" >"$1"
}

# Runs it and takes everything away again; the logs stay when it failed.
journey() (
    AUTOSTACK_HOME=$(mktemp -d /var/tmp/autostack-journey.XXXXXX)
    AUTOSTACK_PORT=$(free_port) AUTOSTACK_EDGE_PORT=$(free_port) AUTOSTACK_EDGE_ADMIN_PORT=$(free_port)
    AUTOSTACK_REGISTRY_PORT=$(free_port) AUTOSTACK_POSTGRES_PORT=$(free_port) AUTOSTACK_GIT_PORT=$(free_port)
    export AUTOSTACK_HOME AUTOSTACK_PORT AUTOSTACK_EDGE_PORT AUTOSTACK_EDGE_ADMIN_PORT
    export AUTOSTACK_REGISTRY_PORT AUTOSTACK_POSTGRES_PORT AUTOSTACK_GIT_PORT
    local code=0
    # Making the start-up caches takes longer than they save here.
    AUTOSTACK_TRAINING=off bin/up && AUTOSTACK_URL="http://localhost:$AUTOSTACK_PORT" AUTOSTACK_SETUP_URL=$(cat "$AUTOSTACK_HOME/setup-link") \
        AUTOSTACK_GIT_URL="git://127.0.0.1:$AUTOSTACK_GIT_PORT/node-express.git" AUTOSTACK_E2E_REPORT=reports/journey.xml \
        npm --prefix web run e2e -- e2e/journey.e2e.ts || code=$?
    if [[ "$code" != 0 ]]; then
        rm -rf target/journey-log
        cp -R "$AUTOSTACK_HOME/log" target/journey-log
        say_warn "Logs of its processes: target/journey-log"
    fi
    bin/down --forget >/dev/null
    exit "$code"
)
