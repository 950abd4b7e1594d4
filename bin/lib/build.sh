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

build_project() { # LOG
    local stamp log=$1
    stamp=$(source_stamp)
    if [[ "$(cat target/built 2>/dev/null)" == "$stamp" && -d standalone/target/lib && -d web/dist ]]; then
        return
    fi
    say_step "Building AutoStack (a few minutes the first time; log: $log)"
    if ! (cd web && npm ci --no-audit --no-fund && npm run build) >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        die "The web UI did not build." "The whole log: $log"
    fi
    if ! maven -B -q -DskipTests package >>"$log" 2>&1; then
        grep -E '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
        die "The Java modules did not build." "The whole log: $log"
    fi
    mkdir -p target
    printf '%s' "$stamp" >target/built
}
