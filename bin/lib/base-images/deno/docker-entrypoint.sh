#!/bin/sh
set -e
# Subcommands, flags and scripts are for deno: `docker run IMAGE run main.ts`.
command -v "$1" >/dev/null 2>&1 || set -- deno "$@"
exec "$@"
