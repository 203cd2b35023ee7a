#!/bin/sh
# Renews requirements/test.txt and requirements/demo.txt: every package with its version and the
# hashes of its files, for all platforms, and without the address of any registry.
set -eu
cd "$(dirname "$0")/.."

compile() {
    output="$1"
    shift
    uvx="${UV:-uv}"
    "$uvx" pip compile --quiet --universal --generate-hashes --python-version 3.11 \
        --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command 'make lock' \
        pyproject.toml requirements/build.in "$@" --output-file "$output"
}

if ! command -v "${UV:-uv}" >/dev/null 2>&1; then
    echo "The program uv makes the lock files: install it (pip install uv) or name it: make lock UV=/path/to/uv" >&2
    exit 2
fi
compile requirements/test.txt --extra data --extra test
compile requirements/demo.txt --constraint requirements/test.txt
if grep -nE '(https?|file)://' requirements/*.txt; then
    echo "An address got into the lock files, see above." >&2
    exit 1
fi
