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

# Says whether a folder holds all of what it needs: no link in it leads elsewhere. Conditions of find
# leave links out of the question.
self_contained() { # FOLDER [FIND-CONDITION...]
    local folder link
    folder=$(readlink -f "$1")
    while IFS= read -r -d '' link; do
        [[ "$(readlink -f "$link")" == "$folder"/* ]] || return 1
    done < <(find "$folder" -type l "${@:2}" -print0)
}

# Says whether programs of this machine find a new enough C library in Debian bookworm (glibc 2.36).
# The names of the library's versions stand as text in each program.
runs_on_bookworm() { # PROGRAM-OR-LIBRARY...
    local newest
    newest=$(grep -haoE 'GLIBC_2\.[0-9]+' "$@" | sort -uV | tail -n 1)
    [[ "$(printf '%s\n' "$newest" GLIBC_2.36 | sort -V | tail -n 1)" == GLIBC_2.36 ]]
}
