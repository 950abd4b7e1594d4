#!/bin/sh
set -e
# Flags, and files that are no programs, are for node: `docker run IMAGE server.js`.
if [ "${1#-}" != "$1" ] || ! command -v "$1" >/dev/null 2>&1 || { [ -f "$1" ] && ! [ -x "$1" ]; }; then
    set -- node "$@"
fi
exec "$@"
