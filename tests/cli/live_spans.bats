#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `benchrun ps` and `benchrun cancel` of programs with spans: looked at while they work, hang and die.
# shellcheck disable=SC2154 # helpers set variables
load helpers
load live_helpers

setup_file() {
    cc -std=gnu11 -O2 -Wall -Wextra -Werror -I "$SOURCE/include" "$SOURCE/tests/cli/live_spans.c" \
        "$BUILD/framework/harness/libbenchrun.a" -lpthread -o "$BATS_FILE_TMPDIR/live_spans"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset NO_COLOR COLUMNS BENCHRUN GATE ORDER
    live_setup
}

teardown() {
    [ -z "${program:-}" ] || kill -9 "$program" 2>/dev/null || true
}

# Starts the program and waits until its spans are open: its pid in $program. It ends when its stdin does.
start() {
    mkfifo "in.$1"
    exec 8<>"in.$1"
    "$BATS_FILE_TMPDIR/live_spans" "$1" <"in.$1" >"$1.txt" 3>&- 8>&- &
    program=$!
    wait_for grep -q ready "$1.txt"
}

@test "live spans: those that are open are listed, the oldest first, and what the ended ones took" {
    start hold
    apart benchrun ps
    expect_status 0
    [[ $output =~ programs\ with\ spans.*pid\ +program\ +open\ spans\ +oldest\ +left\ out ]] || fail "no title"
    [[ $output =~ $program\ +[^$'\n']*live_spans\ +4\ +[0-9.]+\ (us|ms|s)\ +0 ]] || fail "not listed"
    apart benchrun ps "$program"
    expect_status 0
    [[ $output =~ live_spans\ \(pid\ $program\):\ 4\ open\ spans ]] || fail "no title"
    [[ $output =~ span\ +label\ +note\ +thread\ +age\ +parent.*request.*fetch.*upload.*upload ]] || fail "wrong order"
    expect_output 'GET /\x1b[31mred'
    grep -q "^parse  *3  *[0-9.]* [num]*s  *[0-9.]* [num]*s$" stdout.txt
    [ "$(ps_json "[(s['label'], s.get('note'), s['thread'] == $program, s['age_s'] > 0) for s in r['programs'][0]['spans']]" "$program")" = \
        "[('request', 'GET /\\x1b[31mred', True, True), ('fetch', '42', True, True), ('upload', None, True, True), ('upload', None, True, True)]" ]
    [ "$(ps_json "[s.get('parent') == r['programs'][0]['spans'][i - 1]['number'] for i, s in enumerate(r['programs'][0]['spans'])][1:]" "$program")" = \
        "[True, True, True]" ]
    [ "$(ps_json "[(x['label'], x['count'], 0 <= x['mean_s'] <= x['max_s'] <= x['total_s']) for x in r['programs'][0]['labels']]" "$program")" = \
        "[('parse', 3, True)]" ]
    exec 8>&-
    wait "$program"
    [ -z "$(ls "$folder")" ]
}

@test "live spans: a small terminal has one table, with notes and lines that are cut" {
    start crowd
    WIDE=56 HIGH=10 /usr/bin/python3 "$SOURCE/tests/cli/watch_live.py" out "$BENCHRUN_PROGRAM" ps --watch "$program"
    grep -Eq 'span +label +note +thread +age +parent' out
    grep -Eq '[0-9]+ worker [0-7] .*… ' <(tr -s ' ' <out)
    grep -Eq '^[0-9]{3,} lines more' out
    exec 8>&-
    wait "$program"
}

@test "live spans: ten thousand of eight threads are read without a torn one" {
    start crowd
    for i in {1..25}; do
        benchrun ps --format json "$program" >"$i.json"
    done
    wait_for ps_json "1 / (sum(x['count'] for x in r['programs'][0]['labels']) >= 10000)" "$program"
    exec 8>&-
    wait "$program"
    /usr/bin/python3 - <<'PYTHON'
import json
of_number, number_of, read, empty = {}, {}, 0, 0
for i in range(1, 26):
    program, = json.load(open(f"{i}.json"))["programs"]
    assert len({span["number"] for span in program["spans"]}) == len(program["spans"])
    for span in program["spans"]:
        read += 1
        if "note" not in span: # it is noted a moment after it begins
            empty += 1
            continue
        thread, worker, turn, square = map(int, span["note"].split())
        assert span["thread"] == thread and span["label"] == f"worker {worker}", span
        assert turn * turn == square, span
        assert of_number.setdefault(span["number"], span["note"]) == span["note"], span
        assert number_of.setdefault(span["note"], span["number"]) == span["number"], span
assert read > 10000 and empty < read / 10, (read, empty)
PYTHON
}

@test "live spans: a program that is stuck in a loop without signals, or in a lock, is looked at" {
    for mode in loop lock; do
        start $mode
        apart timeout 60 "$BENCHRUN_PROGRAM" ps "$program"
        expect_status 0
        expect_output "$([ $mode = loop ] && echo endless || echo "waiting for the lock")"
        kill -9 "$program"
        wait "$program" || true
        wait_for is_swept
    done
}

@test "live spans: one that was stopped by a debugger is looked at, and stays stopped" {
    start hold
    kill -STOP "$program"
    wait_for grep -q "^State:.*T" "/proc/$program/status" # it stops when it gets a CPU
    apart timeout 60 "$BENCHRUN_PROGRAM" ps "$program"
    expect_status 0
    expect_output "4 open spans"
    grep -q "^State:.*T" "/proc/$program/status"
    kill -CONT "$program"
    exec 8>&-
    wait "$program"
}

# The processes of either program that have this test's folder.
programs_left() {
    for environ in $(carriers "XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR"); do
        process=${environ//[^0-9]/}
        [[ ! $(readlink "/proc/$process/exe") =~ (live_spans|benchrun)$ ]] || echo "$process"
    done
}

# The moment is the time that some processes take to start.
wait_a_moment() {
    for ((turn = 0; turn < $1 % 4; turn++)); do /bin/true; done
}

@test "live spans: killed at any moment, a program leaves no file after the next ps, and ps nothing" {
    start hold
    for i in {1..100}; do
        "$BATS_FILE_TMPDIR/live_spans" crowd <in.hold >/dev/null 3>&- 8>&- &
        other=$!
        wait_a_moment "$i"
        "$BENCHRUN_PROGRAM" ps $other >/dev/null 2>&1 3>&- 8>&- &
        looking=$!
        kill -9 $other
        wait $other || true
        status=0
        wait $looking || status=$?
        [ "$status" -eq 0 ] || expect_status 3
    done 2>/dev/null
    for i in {1..100}; do
        "$BENCHRUN_PROGRAM" ps "$program" >/dev/null 2>&1 3>&- 8>&- &
        other=$!
        wait_a_moment "$i"
        kill -9 $other 2>/dev/null || true
        wait $other || true
    done 2>/dev/null
    benchrun ps >/dev/null
    [[ $(ls "$folder") =~ ^$program-[0-9a-f]{32}\.spans$ ]] || fail "left: $(ls "$folder")"
    [ "$(programs_left)" = "$program" ]
    kill -9 "$program"
    wait "$program" || true
    benchrun ps >/dev/null
    [ -z "$(ls "$folder")" ]
}

@test "live spans: a span ends when it is asked to, by its number or label, polled or looked at" {
    start obey
    apart benchrun cancel "$program" polled
    expect_status 0
    [ "$output" = "asked span 1 'polled' of process $program to end" ]
    wait_for grep -q "^polled was cancelled" obey.txt
    number=$(ps_json "r['programs'][0]['spans'][0]['number']" "$program")
    apart benchrun cancel "$program" "$number"
    expect_status 0
    [ "$output" = "asked span $number 'looked at' of process $program to end" ]
    wait_for grep -q "^looked at was cancelled" obey.txt
    for word in 1 "$number" polled 77; do
        apart benchrun cancel "$program" "$word"
        expect_status 3
        expect_error "process $program has no open span '$word': it has ended, or never began"
    done
    exec 8>&-
    wait "$program"
    apart benchrun cancel "$program" 1
    expect_status 3
    expect_error "there is no process $program: it has ended, or never was"
}

@test "live spans: a label that several have, or none, is not cancelled" {
    start hold
    apart benchrun cancel "$program" upload
    expect_status 2
    [[ $errors =~ 2\ open\ spans\ of\ process\ $program\ are\ called\ \'upload\':\ name\ one\ by\ its\ number\ \([0-9]+,\ [0-9]+\) ]] ||
        fail "wrong message"
    apart benchrun cancel "$program" fecth
    expect_status 3
    expect_error "no open span 'fecth': it has ended, or never began; did you mean 'fetch'"
    apart benchrun cancel "$program" parse
    expect_status 3
    apart benchrun cancel --kill "$program" fetch
    expect_status 2
    expect_error "--kill ends the worker of a case: a span of a program can only be asked to end"
    [ "$(ps_json "[s['is_asked_to_end'] for s in r['programs'][0]['spans']]" "$program")" = "[False, False, False, False]" ]
    benchrun cancel "$program" fetch
    [ "$(ps_json "[s['is_asked_to_end'] for s in r['programs'][0]['spans']]" "$program")" = "[False, True, False, False]" ]
    benchrun ps "$program" | grep -q "fetch.*asked to end"
    exec 8>&-
    wait "$program"
}

@test "live spans: --watch refreshes, and ends when the program does" {
    start hold
    /usr/bin/python3 "$SOURCE/tests/cli/watch_live.py" out "$BENCHRUN_PROGRAM" ps --watch "$program"
    grep -q 'GET /\\x1b\[31mred' out
    [ "$(grep -c $'\e\\[H' out)" -ge 3 ]
    script -qefc "'$BENCHRUN_PROGRAM' ps --watch $program" log </dev/null >/dev/null 3>&- 8>&- &
    watcher=$!
    wait_for grep -q request log
    exec 8>&-
    wait "$program"
    wait "$watcher"
}
