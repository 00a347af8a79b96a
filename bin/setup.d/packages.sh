# Which system packages are missing, and apt for them.

USR=${STAGECLOCK_USR:-/usr} # where Debian's packages put their files; tests look elsewhere

servers() { # majors of installed servers from 15 on, newest first
    for program in "$USR"/lib/postgresql/*/bin/postgres; do
        major=${program#"$USR"/lib/postgresql/}
        major=${major%%/*}
        case "$major" in *[!0-9]*) continue ;; esac
        [ "$major" -lt 15 ] || echo "$major"
    done | sort -rn
}

has_extension() { # has_extension MAJOR NAME
    [ -e "$USR/share/postgresql/$1/extension/$2.control" ]
}

server_with_cron() { # the newest installed server that has pg_cron; fails where there is none
    for major in $(servers); do
        ! has_extension "$major" pg_cron || { echo "$major" && return; }
    done
    return 1
}

has_chromium() {
    command -v chromium >/dev/null || [ -x "$USR/bin/chromium" ]
}

has_chinese_font() {
    [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] || [ -n "$(find "$USR/share/fonts" -name 'NotoSansCJK*' 2>/dev/null)" ]
}

has_movable_clock() {
    [ -n "$(find "$USR/lib" -name 'libfaketime.so.1' 2>/dev/null)" ]
}

has_prometheus() {
    command -v promtool >/dev/null || [ -x "$USR/bin/promtool" ]
}

has_curl() {
    command -v curl >/dev/null || [ -x "$USR/bin/curl" ]
}

# Sets `lacks`, one line for each thing that is not here: a word for us and what people call it.
find_missing() {
    lacks=
    if ! environment_works && ! find_python >/dev/null; then
        miss python "Python 3.11 or newer with its venv module (Debian: python3 and python3-venv)"
    fi
    if ! major=$(server_with_cron); then
        if [ -z "$(servers)" ]; then
            miss server "PostgreSQL server 15 or newer in $USR/lib/postgresql (Debian: postgresql-15 or newer)"
        fi
        miss cron "pg_cron for that server (Debian: postgresql-15-cron, for its version)"
    fi
    [ "$wish" != dev ] || find_missing_for_tests
}

find_missing_for_tests() {
    if ! { [ -n "$major" ] && has_extension "$major" plpgsql_check; }; then
        miss check "plpgsql_check for that server (Debian: postgresql-15-plpgsql-check, for its version)"
    fi
    has_chromium || miss browser "Chromium, to try the pages in (Debian: chromium)"
    has_movable_clock || miss clock "libfaketime, to set a server's clock back (Debian: libfaketime)"
    has_prometheus || miss monitor "Prometheus, to try the alerts with (Debian: prometheus)"
    has_curl || miss curl "curl, to try the commands of the documents with (Debian: curl)"
    has_chinese_font || miss font "a font with Chinese letters, to see them in (Debian: fonts-noto-cjk)"
}

miss() {
    lacks="${lacks:+$lacks
}$1|$2"
}

is_missing() {
    printf '%s\n' "$lacks" | grep -q "^$1|"
}

install_missing_packages() {
    find_missing
    [ -n "$lacks" ] || return 0
    command -v apt-get >/dev/null || die_without_apt
    become_root
    step "Asking apt which packages there are" $as_root apt-get -o DPkg::Lock::Timeout=120 update
    choose_packages
    step "Installing $(echo $packages | sed 's/ /, /g') (a minute or two)" \
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends $packages
    find_missing
    [ -z "$lacks" ] || die "apt has installed $packages, and yet this is missing: $(things)"
}

things() {
    printf '%s\n' "$lacks" | sed 's/^[a-z]*|/  - /'
}

die_without_apt() {
    printf 'Error: Stageclock needs what is missing here, and there is no apt to install it:\n%s\n' "$(things)" >&2
    exit 1
}

become_root() {
    as_root=
    [ "$(id -u)" -ne 0 ] || return 0
    as_root=sudo
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo true; }; }; then
        choose_packages 15
        die "System packages are missing and you may not install them: ask an administrator to run
  apt-get update && apt-get install $packages"
    fi
}

# Sets `packages` to what apt offers for all that is missing; where apt knows of nothing yet, for the major given.
choose_packages() {
    packages=
    ! is_missing python || packages=$(python_packages)
    wanted=$(server_with_cron || newest_offered || echo "${1:-}")
    [ -n "$wanted" ] || die "apt offers no PostgreSQL 15 or newer with pg_cron here: add the PostgreSQL project's own apt repository and run this again."
    ! is_missing server || packages="$packages postgresql-$wanted"
    ! is_missing cron || packages="$packages postgresql-$wanted-cron"
    ! is_missing check || packages="$packages postgresql-$wanted-plpgsql-check"
    ! is_missing browser || packages="$packages chromium"
    ! is_missing clock || packages="$packages libfaketime"
    ! is_missing monitor || packages="$packages prometheus"
    ! is_missing curl || packages="$packages curl"
    ! is_missing font || packages="$packages fonts-noto-cjk"
    packages=$(echo $packages)
}

offers() {
    apt-cache show --no-all-versions "$1" >/dev/null 2>&1
}

newest_offered() { # an installed server first, else the newest that has a pg_cron
    for major in $(servers) 20 19 18 17 16 15; do
        ! offers "postgresql-$major-cron" || { echo "$major" && return; }
    done
    return 1
}

python_packages() {
    for minor in 13 12 11; do
        ! offers "python3.$minor-venv" || { echo "python3.$minor python3.$minor-venv" && return; }
    done
    echo "python3 python3-venv"
}
