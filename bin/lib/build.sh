# shellcheck shell=bash
# Builds the project when its sources changed since the last build. Needs say.sh and jdk.sh; runs in the project's root.

# Maven of the machine when it is new enough, else the wrapper's.
maven() {
    if has mvn && mvn -v 2>/dev/null | grep -Eq '^.*Apache Maven (3\.(8\.[6-9]|9)|4)'; then
        mvn "$@"
    else
        ./mvnw "$@"
    fi
}

node_require() {
    has node && has npm && [[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]] ||
        die "AutoStack's web UI is built with Node 20 or newer, and none is on PATH." \
            "Debian 13, Ubuntu 25.04 and later: sudo apt-get install -y nodejs npm" \
            "Elsewhere: https://nodejs.org/en/download"
}

# Changes with every source file that git knows or would add.
source_stamp() {
    {
        git rev-parse HEAD 2>/dev/null || true
        git diff HEAD --no-ext-diff -- . 2>/dev/null || true
        git ls-files --others --exclude-standard -z | xargs -0 -r sha256sum
        printf '%s\n' "${JAVA_HOME:-}"
    } | sha256sum | cut -c1-64
}

# Changes with every source file of these folders, committed or not.
modules_stamp() { # FOLDER...
    local folder
    {
        for folder in "$@"; do git rev-parse "HEAD:$folder" 2>/dev/null || true; done
        git diff HEAD --no-ext-diff -- "$@" 2>/dev/null || true
        git ls-files --others --exclude-standard -z -- "$@" | xargs -0 -r sha256sum
    } | sha256sum | cut -c1-64
}

cli_stamp() { modules_stamp pom.xml protocol planner cli; }

build_project() { # LOG
    local stamp log=$1
    stamp=$(source_stamp)
    if [[ "$(cat target/built 2>/dev/null)" != "$stamp" || ! -d standalone/target/lib || ! -d web/dist ]]; then
        compile_project "$log"
        built "$stamp"
    fi
    if [[ "${AUTOSTACK_TRAINING:-on}" != off && "$(cat target/trained 2>/dev/null)" != "$stamp" ]]; then
        train_standalone >>"$log" 2>&1 || say_warn "No start-up cache was made (see $log); standalone starts slower without it."
        bench/edge/train >>"$log" 2>&1 || say_warn "No start-up cache was made (see $log); the edge starts slower without it."
        printf '%s' "$stamp" >target/trained
    fi
}

# Notes that the sources of this stamp are built; start-up caches belong to the build before.
built() { # STAMP
    mkdir -p target
    rm -f target/trained standalone/target/standalone.aot agents/edge/target/edge.aot
    printf '%s' "$1" >target/built
    mkdir -p cli/target
    cli_stamp >cli/target/stamp
}

compile_project() { # LOG
    local log=$1
    say_step "Building AutoStack (a few minutes the first time; log: $log)"
    if ! (cd web && npm ci --no-audit --no-fund && npm run build) >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        die "The web UI did not build." "The whole log: $log"
    fi
    if ! maven -B -q -DskipTests package >>"$log" 2>&1; then
        grep -E '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
        die "The Java modules did not build." "The whole log: $log"
    fi
}

# The options of a JVM, one a line, without comments.
jvm_options() { grep -Ev '^[[:space:]]*(#|$)' "$1"; }

# Prints the option that makes a JVM use its start-up cache; nothing when there is no cache, or when options from the environment
# do not fit it. Those are tried beforehand: a heap that the cache's objects do not fit into ends the JVM in every AOTMode, also
# in `auto`.
aot_option() { # NAME CACHE JAVA-ARGUMENT...
    local name=$1 cache=$2
    shift 2
    [[ -f "$cache" ]] || return 0
    if [[ -n "${JDK_JAVA_OPTIONS:-}${JAVA_TOOL_OPTIONS:-}${_JAVA_OPTIONS:-}" ]] &&
        ! "$JAVA_HOME/bin/java" "$@" "-XX:AOTCache=$cache" -XX:AOTMode=on -version >/dev/null 2>&1; then
        say_warn "$name starts without its start-up cache, which does not fit the Java options of the environment."
        return 0
    fi
    printf '%s' "-XX:AOTCache=$cache"
}

standalone_classpath() { printf '%s:%s' "$(ls "$PWD"/standalone/target/autostack-standalone-*.jar)" "$PWD/standalone/target/lib/*"; }

free_port() { java "$PWD/bin/lib/FreePort.java"; }

# Runs standalone once with data of its own and lets the JVM write down what it loaded and linked (JEP 514): later starts
# take a fraction of the time.
train_standalone() {
    local home cache="$PWD/standalone/target/standalone.aot" pid port code=0 end
    home=$(mktemp -d /var/tmp/autostack-training.XXXXXX)
    chmod 755 "$home"
    port=$(free_port)
    local -a options
    mapfile -t options < <(jvm_options standalone/src/main/dist/jvm.options)
    rm -f "$cache"
    AUTOSTACK_HOME=$home AUTOSTACK_MACHINES=off AUTOSTACK_PORT=$port AUTOSTACK_POSTGRES_PORT=$(free_port) \
        AUTOSTACK_WEB_DIRECTORY="$PWD/web/dist" \
        "$JAVA_HOME/bin/java" "${options[@]}" "-XX:AOTCacheOutput=$cache" -cp "$(standalone_classpath)" \
        dev.autostack.standalone.Standalone &
    pid=$!
    end=$((SECONDS + 90))
    until curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$port/health" || ((SECONDS >= end)) || ! kill -0 "$pid"; do sleep 0.2; done
    local path
    for path in / /api/setup /api/projects /health; do curl -sS -o /dev/null --max-time 5 "http://127.0.0.1:$port$path" || true; done
    kill -TERM "$pid" || code=$?
    wait "$pid" || true
    rm -rf "$home"
    [[ "$code" == 0 && -s "$cache" ]]
}
