# .venv: made by the newest Python found, repaired where it is broken, left alone where nothing changed.

STAMP=.venv/stageclock-setup # "run|dev FINGERPRINT" when whole, "making" until then

find_python() {
    for candidate in python3.13 python3.12 python3.11 python3; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate" && return
        fi
    done
    return 1
}

fingerprint() { # programs in .venv know their own path: a moved checkout needs a new one
    echo "$(cat pyproject.toml constraints.txt | cksum) $(pwd -P)"
}

stamp() {
    [ ! -f "$STAMP" ] || cat "$STAMP"
}

environment_works() {
    .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

environment_is_ready() {
    case "$(stamp)" in
        "dev $(fingerprint)") ;;
        "run $(fingerprint)") [ "$wish" = run ] || return 1 ;;
        *) return 1 ;;
    esac
    environment_works
}

make_environment() {
    ! environment_is_ready || return 0
    open_log
    exec 9>.local/setup.lock # two at once would write into each other's files
    ! command -v flock >/dev/null || flock 9
    ! environment_is_ready || return 0
    case "$(stamp)" in dev*) extras="[dev]" ;; *) extras= ;; esac # what is there stays in step
    [ "$wish" = run ] || extras="[dev]"
    remove_broken_environment
    environment_works || new_environment
    echo making >"$STAMP"
    step "Installing Python packages into .venv (about a minute)" \
        .venv/bin/python -m pip install --disable-pip-version-check --no-input -c constraints.txt -e ".$extras"
    case "$extras" in "") echo "run $(fingerprint)" ;; *) echo "dev $(fingerprint)" ;; esac >"$STAMP"
}

remove_broken_environment() {
    case "$(stamp)" in
        "") ;; # made by hand: used as it is, if it works
        *" $(pwd -P)") ;;
        *) rm -rf .venv ;;
    esac
    environment_works || rm -rf .venv
}

new_environment() {
    python=$(find_python) || die "No Python 3.11 or newer with its venv module was found."
    mkdir .venv
    echo making >"$STAMP"
    step "Making .venv with $("$python" --version)" "$python" -m venv .venv
}

compile_translations() {
    changed=
    for source in app/translations/*/LC_MESSAGES/*.po; do
        [ -e "$source" ] || continue
        compiled=${source%.po}.mo
        if [ ! -e "$compiled" ] || [ -n "$(find "$source" -newer "$compiled")" ]; then changed=1; fi
    done
    [ -z "$changed" ] || step "Compiling translations" .venv/bin/pybabel compile -d app/translations
}
