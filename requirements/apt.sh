# Sourced: install Debian packages, as root or through sudo.

apt_install() {
    command -v apt-get >/dev/null || {
        echo "setup: please install $* and run make again" >&2
        return 1
    }
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    echo "setup: installing $* with apt-get"
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}
