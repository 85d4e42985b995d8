# SPDX-License-Identifier: MIT
# What the command-line tests share. Each runs in its own folder and says nothing about how fast
# the machine is.

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset NO_COLOR COLUMNS BENCHRUN GATE ORDER
    export LC_ALL=C.UTF-8 TERM=xterm
}

benchrun() {
    "$BENCHRUN_PROGRAM" "$@"
}

# Few samples, and no pinning: other tests run at the same time.
measure() {
    benchrun run --cpu none --samples 4 --processes 2 "$@"
}

# A suite of tests/cli/planted.c: program, then what to define. Each is built once for all tests of a file.
make_suite() {
    local program=$1 built
    shift
    built="$BATS_FILE_TMPDIR/planted $*"
    [ -e "$built" ] || cc -O2 "$@" -I "$SOURCE/include" "$SOURCE/tests/cli/planted.c" \
        "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" \
        -o "$built"
    cp "$built" "$program"
}

# Runs a command with stdout and stderr apart: in $output and $errors, the exit code in $status.
apart() {
    status=0
    "$@" >stdout.txt 2>stderr.txt || status=$?
    output=$(<stdout.txt)
    errors=$(<stderr.txt)
}

# Fails with a message that shows both.
fail() {
    printf '%s\n' "$1" "status: ${status:-}" "stdout: ${output:-}" "stderr: ${errors:-}"
    return 1
}

expect_status() {
    [ "$status" -eq "$1" ] || fail "exit code $status, wanted $1"
}

expect_output() {
    [[ $output == *"$1"* ]] || fail "not in stdout: $1"
}

expect_error() {
    [[ $errors == *"$1"* ]] || fail "not in stderr: $1"
}

expect_no_error() {
    [[ $errors != *"$1"* ]] || fail "in stderr: $1"
}

# Succeeds where the command does not.
refute() {
    if "$@"; then fail "should have failed: $*"; fi
}

# Compares a file with a golden one; BENCHRUN_UPDATE_GOLDEN=1 writes that anew.
expect_golden() {
    local golden=$SOURCE/tests/cli/golden/$1
    [ "${BENCHRUN_UPDATE_GOLDEN:-}" != 1 ] || cp "$2" "$golden"
    diff -u "$golden" "$2"
}

# Waits some 30 s for a command to succeed.
wait_for() {
    for _ in {1..3000}; do
        if "$@"; then return 0; fi
        sleep 0.01
    done
    fail "waited in vain for: $*"
}

# Reads a result file as strictly as JSON is defined and evaluates an expression over it: `r`;
# rounded() forgives the last digits.
json() {
    /usr/bin/python3 -c '
import json, sys
def refuse(word):
    raise ValueError("not JSON: " + word)
def rounded(x):
    if isinstance(x, dict):
        return {key: rounded(value) for key, value in x.items()}
    if isinstance(x, list):
        return [rounded(value) for value in x]
    return float("%.9g" % x) if isinstance(x, float) else x
r = json.load(open(sys.argv[1], encoding="utf-8"), parse_constant=refuse)
print(eval(sys.argv[2]))' "$1" "$2"
}

# A metric of a case in r.json.
metric_of() {
    json r.json 'next(c["metrics"]["'"$2"'"]["value"] for c in r["results"] if c["id"] == "'"$1"'")'
}

expect_between() {
    /usr/bin/python3 -c "import sys; sys.exit(not $2 <= $1 <= $3)" || fail "$1 is not between $2 and $3"
}

# A dead process keeps its number until its parent, or process 1 for an orphan, has waited for it.
is_dead() {
    local state
    state=$(ps -o stat= -p "$1") || true
    [[ -z $state || $state == [ZX]* ]]
}

# The processes whose environment holds a word, one per line.
carriers() {
    grep -lsF -- "$1" /proc/[0-9]*/environ || true
}

is_free_of() {
    [ -z "$(carriers "$1")" ]
}

# Starts a run over `gate` with these words and waits until its second case waits at the gate.
start_and_wait_at_the_gate() {
    export GATE=$BATS_TEST_TMPDIR/gate
    touch "$GATE"
    start_in_background run --cpu none --samples 4 --processes 2 --seed 5 --timeout 20 "$@" \
        "$CLI_PROGRAMS/gate"
    wait_for test -s "$GATE.pid"
    worker=$(cat "$GATE.pid")
}

start_in_background() {
    # What an earlier command said must be gone before anybody waits for words of this one.
    : >stdout.txt
    : >stderr.txt
    "$BENCHRUN_PROGRAM" "$@" >stdout.txt 2>stderr.txt 3>&- &
    runner=$!
}

runner_pid() {
    echo "$runner"
}

worker_is_dead() {
    is_dead "$worker"
}

# Waits for the end of what was started: $status.
wait_for_the_end() {
    status=0
    wait "$runner" || status=$?
    output=$(<stdout.txt)
    errors=$(<stderr.txt)
}

# Sends a signal to what was started and waits for its end.
stop_by() {
    kill "-$1" "$runner"
    wait_for_the_end
}
