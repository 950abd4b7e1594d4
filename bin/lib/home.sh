# shellcheck shell=bash
# Where AutoStack keeps its data and on which ports it listens. Every value can be set from outside.
# As root the data cannot lie below a closed home folder: Postgres runs under another account there.
if [[ "$(id -u)" == 0 ]]; then
    : "${AUTOSTACK_HOME:=/var/lib/autostack}"
else
    : "${AUTOSTACK_HOME:=${XDG_DATA_HOME:-$HOME/.local/share}/autostack}"
fi
: "${AUTOSTACK_PORT:=8400}"              # UI and API
: "${AUTOSTACK_EDGE_PORT:=8480}"         # the apps
: "${AUTOSTACK_EDGE_ADMIN_PORT:=8481}"   # health and metrics of the edge
: "${AUTOSTACK_REGISTRY_PORT:=8450}"
: "${AUTOSTACK_POSTGRES_PORT:=8432}"
: "${AUTOSTACK_GIT_PORT:=8418}"          # local Git repositories, read-only
export AUTOSTACK_HOME AUTOSTACK_PORT AUTOSTACK_EDGE_PORT AUTOSTACK_EDGE_ADMIN_PORT
export AUTOSTACK_REGISTRY_PORT AUTOSTACK_POSTGRES_PORT AUTOSTACK_GIT_PORT

# One machine can hold several AutoStacks (tests do): names of what is made in Docker carry the port.
REGISTRY_CONTAINER="autostack-registry-$AUTOSTACK_REGISTRY_PORT"
REGISTRY_VOLUME="autostack-registry-$AUTOSTACK_REGISTRY_PORT"
