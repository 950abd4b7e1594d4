#!/bin/sh
set -e
# A configuration file is for `registry serve`; anything else is arguments or a command.
case "$1" in
*.yaml | *.yml) set -- registry serve "$@" ;;
serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac
exec "$@"
