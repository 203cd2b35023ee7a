#!/bin/sh
# Prepares .venv for the Makefile: `prepare_environment.sh demo` or `prepare_environment.sh test`.
# Does nothing when the lock file, pyproject.toml and the Python are those of the last time.
set -eu

level="${1:?say demo or test}"
cd "$(dirname "$0")/.."
environment=".venv"
lock="requirements/$level.txt"
[ -f "$lock" ] || { echo "prepare_environment: there is no $lock" >&2; exit 2; }

say() { printf '%s\n' "$*" >&2; }

may_install_packages() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1
}

install_packages() {
    say "installing with apt-get: $*"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$candidate"
            return 0
        fi
    done
    say "No Python 3.11 or newer was found (tried ${PYTHON:-} python3.11 python3.12 python3.13 python3)."
    say "Install one (Debian: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3.11"
    return 1
}

create_environment() {
    python="$(find_python)" || exit 2
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        # Debian keeps the part of Python that makes virtual environments in a package of its own.
        version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        if may_install_packages; then
            install_packages "python$version-venv" || install_packages python3-venv || true
        fi
        if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            say "This Python ($python) cannot make virtual environments: its module ensurepip is missing."
            say "On Debian or Ubuntu type, as root: apt-get install python$version-venv"
            exit 2
        fi
    fi
    rm -rf "$environment"
    say "creating $environment with $python"
    "$python" -m venv "$environment"
}

prepare_browser() {
    wanted=""
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 \
        || command -v google-chrome >/dev/null 2>&1 || wanted="chromium"
    if ! { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ]; }; then
        wanted="$wanted fonts-noto-cjk fontconfig"
    fi
    [ -n "$wanted" ] || return 0
    # shellcheck disable=SC2086
    if may_install_packages && install_packages $wanted; then
        return 0
    fi
    say "NOTE: not on this machine and not installable from here:$wanted ${wanted:+}"
    say "NOTE: tests that open the report in a browser will be skipped."
    say "NOTE: on Debian, as root: apt-get install $wanted"
}

if ! "$environment/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    create_environment
fi

stamp="$environment/.prepared-$level"
fingerprint="$( { "$environment/bin/python" -V; cat "$lock" pyproject.toml; pwd; } | sha256sum)"
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$fingerprint" ]; then
    say "installing the locked dependencies of $lock (about two minutes the first time)"
    "$environment/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
        --require-hashes --requirement "$lock"
    "$environment/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
        --no-deps --no-build-isolation --editable .
    printf '%s\n' "$fingerprint" >"$stamp"
fi

if [ "$level" = test ]; then
    prepare_browser
fi
