#!/bin/sh
# On Lambda the runtime asks Lambda for events; anywhere else the emulator takes its place, on port 8080.
if [ $# -ne 1 ]; then
    echo "the handler has to be the only argument" >&2
    exit 142
fi
export _HANDLER="$1"
[ -n "$AWS_LAMBDA_RUNTIME_API" ] || exec aws-lambda-rie /var/runtime/bootstrap
exec /var/runtime/bootstrap
