# shellcheck shell=bash
# Finds the JDK that the build and the processes run on. Needs say.sh.

# Java takes file names and arguments in the encoding of the locale; a bare login has none.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
*[Uu][Tt][Ff]-8 | *[Uu][Tt][Ff]8) ;;
*) export LC_ALL=C.UTF-8 ;;
esac

# The build compiles with `--release 25` and reaches into the compiler (Error Prone), so an older
# JDK cannot and a newer one might not work.
JDK_MAJOR=25

# True when the folder is a JDK (not only a JRE) of that major version. Reads the `release` file
# instead of starting a JVM for each candidate.
jdk_is() { # HOME MAJOR
    [[ -x "$1/bin/javac" && -r "$1/release" ]] && grep -Eq "^JAVA_VERSION=\"$2[.\"+-]" "$1/release"
}

# Prints the home of a JDK of that major version: JAVA_HOME, then the one on PATH, then the places
# where packages and version managers put them. Fails when there is none. With a second argument only
# homes count that this function accepts.
jdk_home() { # MAJOR [ACCEPTS]
    local candidate
    local -a candidates=("${JAVA_HOME:-}")
    if has javac; then
        candidates+=("$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")")
    fi
    candidates+=(/usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/*
        "$HOME"/.local/share/mise/installs/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home)
    for candidate in "${candidates[@]}"; do
        if [[ -n "$candidate" ]] && jdk_is "$candidate" "$1" && "${2:-true}" "$candidate"; then
            printf '%s' "$candidate"
            return
        fi
    done
    return 1
}

# Exports JAVA_HOME and puts its bin first on PATH, or ends the script with what to install.
jdk_require() {
    local home
    home=$(jdk_home "$JDK_MAJOR") || jdk_missing
    export JAVA_HOME=$home PATH="$home/bin:$PATH"
}

jdk_missing() {
    local package="openjdk-$JDK_MAJOR-jdk-headless" how
    case " $(distribution) " in
    *" debian "* | *" ubuntu "*)
        if has apt-cache && apt-cache show "$package" >/dev/null 2>&1; then
            how="sudo apt-get install -y $package"
        else
            how="This release does not package it. Add the Temurin repository (https://adoptium.net/installation/linux),
  then: sudo apt-get install -y temurin-$JDK_MAJOR-jdk"
        fi
        ;;
    *" fedora "*) how="sudo dnf install -y java-$JDK_MAJOR-openjdk-devel" ;;
    *" arch "*) how="sudo pacman -S jdk$JDK_MAJOR-openjdk" ;;
    *" alpine "*) how="sudo apk add openjdk$JDK_MAJOR" ;;
    *) how="Install one from https://adoptium.net/temurin/releases/?version=$JDK_MAJOR" ;;
    esac
    die "AutoStack needs a JDK $JDK_MAJOR and found none in JAVA_HOME, on PATH or in /usr/lib/jvm." \
        "$how" \
        "An unpacked JDK elsewhere does as well: export JAVA_HOME=/path/to/jdk-$JDK_MAJOR"
}
