# shellcheck shell=bash
# For the `stage` scripts of the recipes. A stage script runs in the folder of its recipe as
#
#   stage CONTEXT ARGUMENT
#
# and puts what the Dockerfile copies into the folder CONTEXT, where the Dockerfile already is; it may
# append to that Dockerfile what only this machine knows. It ends with `absent` when the machine has
# nothing to build the image from: that image is then skipped, which is not a failure.
set -euo pipefail

CONTEXT=$1
# shellcheck disable=SC2034 # for the stage scripts
ARGUMENT=$2

ABSENT_STATUS=3

# shellcheck source=bin/lib/say.sh
. ../../say.sh

absent() { # REASON
    printf '%s\n' "$*" >"$CONTEXT/.absent"
    exit "$ABSENT_STATUS"
}

# Adds an instruction to the Dockerfile of this build.
dockerfile() { printf '%s\n' "$*" >>"$CONTEXT/Dockerfile"; }
