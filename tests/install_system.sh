#!/bin/sh
# Installs what the tests need from Debian: Chromium, PostgreSQL, Node, nginx and Caddy. Says what to do where it cannot.
set -eu
missing=""
# Chromium without windows is a third cheaper; not every Debian has it.
shell=chromium-headless-shell
lacks_shell() { ! command -v "$shell" >/dev/null 2>&1 && apt-cache show "$shell" >/dev/null 2>&1; }
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
if lacks_shell; then missing="$missing $shell"; fi
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v node >/dev/null 2>&1 || missing="$missing nodejs"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
command -v perl >/dev/null 2>&1 || missing="$missing perl"
[ -x /usr/sbin/nginx ] || command -v nginx >/dev/null 2>&1 || missing="$missing nginx"
command -v caddy >/dev/null 2>&1 || missing="$missing caddy"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need:$missing. Install them with your package manager, then run make test again." >&2
    exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "As root, run: apt-get install$missing" >&2; exit 1; }
    as_root="sudo"
fi
echo "Installing for the tests:$missing"
$as_root apt-get update -q
case "$missing" in *"$shell"*) ;; *) if lacks_shell; then missing="$missing $shell"; fi ;; esac
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -q -y --no-install-recommends $missing
