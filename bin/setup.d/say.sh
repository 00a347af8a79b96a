# How bin/setup speaks: a line before each long step, the tail of its output where it fails.

LOG=.local/setup.log

die() {
    printf 'Error: %s\n' "$*" >&2
    exit 1
}

open_log() {
    mkdir -p .local 2>/dev/null && : >>"$LOG" || die "$LOG cannot be written: run this as the user who owns this directory."
}

# step "Doing this" command …: says it, runs it with its output in the log, prints dots on a terminal meanwhile.
step() {
    printf '%s …' "$1"
    shift
    open_log
    printf '\n== %s: %s\n' "$(date)" "$*" >>"$LOG"
    dots=
    if [ -t 1 ]; then
        (while sleep 2; do printf .; done) &
        dots=$!
        trap 'stop_dots; exit 130' INT TERM
    fi
    if "$@" >>"$LOG" 2>&1 </dev/null; then
        stop_dots
        echo " done"
    else
        stop_dots
        printf ' failed:\n\n' >&2
        tail -n 15 "$LOG" | sed 's/^/    /' >&2
        die "This step failed; all it said is in $LOG."
    fi
}

stop_dots() {
    [ -z "$dots" ] || kill "$dots" 2>/dev/null || :
    trap - INT TERM
}
