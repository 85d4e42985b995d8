#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `benchrun ps`: which benchruns work, how far they are, and what is no process to look at.
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a shell of its own, and helpers set variables
load helpers
load live_helpers

setup_file() {
    # Not below the folder of the tests, which another user may not enter.
    SHARED=$(mktemp -d /tmp/benchrun-shared-XXXXXX)
    export SHARED
    chmod 0755 "$SHARED"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset NO_COLOR COLUMNS BENCHRUN GATE ORDER
    live_setup
}

teardown() {
    for process in ${started:-} ${runner:-}; do
        kill -9 "$process" 2>/dev/null || true
    done
}

teardown_file() {
    rm -rf "$SHARED" /tmp/benchrun-61234
}

# A user that nobody else is, with nothing of its own.
as_other() {
    setpriv --reuid=61234 --regid=61234 --clear-groups -- env -u XDG_RUNTIME_DIR HOME=/nonexistent "$@"
}

only_root() {
    [ "$(id -u)" -eq 0 ] || skip "only root can play two users"
    cp "$BENCHRUN_PROGRAM" "$SHARED/benchrun"
}

is_overdue() {
    benchrun ps | grep -Eq "^ *$1 +gate/one .* overdue "
}

@test "ps: lists a benchrun with its case in progress, how far it is, and its cases" {
    start_and_wait_at_the_gate -o r.json
    wait_for case_is "$runner" gate/one "in progress"
    apart benchrun ps
    expect_status 0
    [[ $output =~ pid\ +case\ in\ progress\ +done\ +left\ +CPU\ +runs\ for\ +command ]] || fail "no title"
    [[ $output =~ $runner\ +gate/one\ +1/3\ +([0-9]+\ s|overdue)\ +[0-9]+\ s\ +benchrun\ run\  ]] ||
        fail "not listed"
    [ -z "$errors" ]
    apart benchrun ps "$runner"
    expect_status 0
    [[ $output =~ before/one\ +done.*gate/one\ +running\ +[0-9.]+\ .?s\ +$worker.*after/one\ +to\ come ]] || fail "no cases"
    [ "$(ps_json "[(x['done'], x['total'], x['in_progress'], 'cpu' in x, x['left_s'] >= 0, x['running_s'] > 0) for x in r['runs']]" "$runner")" = \
        "[(1, 3, 'gate/one', False, True, True)]" ]
    # What hangs can be looked at and ended, and is overdue some time.
    apart benchrun where "$(ps_json "[c['worker'] for c in r['runs'][0]['cases'] if c['state'] == 'running'][0]" "$runner")"
    expect_status 0
    expect_output "process $worker ("
    wait_for is_overdue "$runner"
    rm "$GATE"
    wait_for_the_end
    expect_status 0
    [ -z "$(ls "$folder")" ]
    apart benchrun ps "$runner"
    expect_status 3
    expect_error "there is no process $runner: it has ended, or never was"
}

@test "ps: lists whatever works for a while, until it ends in any way" {
    export GATE=$BATS_TEST_TMPDIR/gate
    touch "$GATE"
    commands=("run --cpu none -o r.json $CLI_PROGRAMS/gate" "test $CLI_PROGRAMS/gate"
        "compare --cpu none --aa -o c.json $CLI_PROGRAMS/gate" "explain --cpu none -f gate/one $CLI_PROGRAMS/gate"
        "profile -f gate/one $CLI_PROGRAMS/gate" "timeit --cpu none --time 1000 1" "doctor --measure --cpu none --time 1000")
    for words in "${commands[@]}" sleep; do
        # shellcheck disable=SC2086 # several words
        if [ "$words" = sleep ]; then
            start_in_background exec --cpu none "sleep 1000"
        else
            start_in_background $words
        fi
        wait_for is_listed "$runner"
        [ "$(ps_json "[x['command'].split()[1] for x in r['runs']]" "$runner")" = \
            "['$(tr '\0' ' ' <"/proc/$runner/cmdline" | cut -d' ' -f2)']" ]
        stop_by INT
        [ "$status" -ne 0 ] || fail "it should have been interrupted"
        [ -z "$(ls "$folder")" ] || fail "$words left a file"
    done
}

@test "ps: what only looks or shows is not listed" {
    for words in "list $PROGRAMS/good" "ps" "ps --help" "run --help"; do
        # shellcheck disable=SC2086 # several words
        benchrun $words >/dev/null
        [ ! -e "$folder" ] || [ -z "$(ls "$folder")" ]
    done
}

@test "ps: the file of a benchrun that was killed is removed, and that of one that lives is not" {
    start_and_wait_at_the_gate -o r.json
    [ "$(stat -c '%a %u' "$folder")" = "700 $(id -u)" ]
    [[ $(stat -c '%n %a %u' "$folder"/*) =~ /$runner-[0-9a-f]{32}\.run\ 600\ $(id -u)$ ]] || fail "wrong file"
    benchrun ps >/dev/null
    [ "$(find "$folder" -type f | wc -l)" -eq 1 ]
    stop_by KILL
    [ "$(find "$folder" -type f | wc -l)" -eq 1 ]
    refute is_listed "$runner"
    [ -z "$(ls "$folder")" ]
    # Also by the next one that ends.
    start_and_wait_at_the_gate -o r.json
    stop_by KILL
    benchrun test "$PROGRAMS/good" >/dev/null
    [ -z "$(ls "$folder")" ]
}

@test "ps: a benchrun that can show itself nowhere works nevertheless" {
    only_root
    cp "$PROGRAMS/good" "$SHARED/good"
    rm -rf /tmp/benchrun-61234
    touch /tmp/benchrun-61234
    chown 61234 /tmp/benchrun-61234
    apart as_other "$SHARED/benchrun" test "$SHARED/good"
    expect_status 0
    [ -z "$errors" ]
    rm /tmp/benchrun-61234
    # A folder that another user made.
    mkdir -m 0777 /tmp/benchrun-61234
    apart as_other "$SHARED/benchrun" test "$SHARED/good"
    expect_status 0
    [ -z "$errors" ]
    [ -z "$(ls /tmp/benchrun-61234)" ]
    rm -r /tmp/benchrun-61234
}

@test "ps: says so when there is nothing to list" {
    only_root
    rm -rf /tmp/benchrun-61234
    apart as_other "$SHARED/benchrun" ps
    expect_status 0
    [ "$output" = "No benchrun measures, and no program has spans." ]
    [ -z "$errors" ]
    apart as_other "$SHARED/benchrun" ps --format json
    expect_status 0
    [ "$(json stdout.txt r)" = "{'runs': [], 'programs': []}" ]
    [ ! -e /tmp/benchrun-61234 ] || fail "looking should make nothing"
}

@test "ps: another user sees nothing and can cancel nothing" {
    only_root
    start_and_wait_at_the_gate -o r.json
    for words in "ps" "ps --format json"; do
        # shellcheck disable=SC2086 # several words
        apart as_other "$SHARED/benchrun" $words
        expect_status 0
        [[ $output != *"$runner"* ]] || fail "it is seen"
    done
    # With our folder named, too.
    for runtime in "$XDG_RUNTIME_DIR" ""; do
        for words in "ps $runner" "cancel $runner gate/one" "cancel --kill $runner gate/one"; do
            # shellcheck disable=SC2086 # several words
            apart as_other env XDG_RUNTIME_DIR="$runtime" "$SHARED/benchrun" $words
            expect_status 3
            expect_error "process $runner belongs to root (uid 0): only its own user can look at it"
        done
    done
    # Nor does root see what another user shows, unless it asks as that user.
    as_other sh -c "mkdir -m 0700 /tmp/benchrun-61234"
    apart benchrun ps
    expect_status 0
    case_is "$runner" gate/one "in progress"
    rm "$GATE"
    wait_for_the_end
    expect_status 0
    [ "$(json r.json 'len([c for c in r["results"] if c["status"] == "ok"])')" -eq 3 ]
}

@test "ps: refuses what is no process, or none to look at" {
    for word in abc 0 -1 99999999999999999999 1x ''; do
        apart benchrun ps -- "$word"
        expect_status 2
        expect_error "'$word' is not a process id: 'benchrun ps' lists those of benchruns and of programs with spans, 'ps -e' all"
    done
    apart benchrun ps 1 2
    expect_status 2
    expect_error "name one process, or none for all: '2' is too many"
    apart benchrun ps --format xml
    expect_status 2
    expect_error "table, json"
    sleep 1000 3>&- &
    started=$!
    apart benchrun ps "$started"
    expect_status 3
    expect_error "process $started shows no spans and is no benchrun that measures"
    kill -9 "$started"
    wait "$started" || true
    apart benchrun ps "$started"
    expect_status 3
    expect_error "there is no process $started: it has ended, or never was"
}

@test "ps: says of a zombie that it has ended" {
    mkfifo in
    exec 9<>in
    /usr/bin/python3 -c '
import os, sys
child = os.fork()
if child == 0:
    os._exit(0)
os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
print(child, flush=True)
sys.stdin.readline()' <in >zombie 3>&- &
    started=$!
    wait_for test -s zombie
    apart benchrun ps "$(<zombie)"
    expect_status 3
    expect_error "has ended: it is a zombie, which its parent has not waited for"
    apart benchrun cancel "$(<zombie)" x
    expect_status 3
    echo >&9
    wait "$started"
}

@test "ps: says of a process of a container that only benchrun in there can look at it" {
    unshare --pid --fork true 2>/dev/null || skip "no pid namespace can be made here"
    unshare --pid --fork --kill-child sleep 1000 3>&- &
    started=$!
    wait_for pgrep -P "$started" sleep
    inner=$(pgrep -P "$started" sleep)
    apart benchrun ps "$inner"
    expect_status 3
    expect_error "process $inner runs in another pid namespace, as in a container: run benchrun in there"
    # What one shows there is counted here, and stays.
    export GATE=$BATS_TEST_TMPDIR/gate
    touch "$GATE"
    unshare --pid --fork --kill-child --mount-proc "$BENCHRUN_PROGRAM" test "$CLI_PROGRAMS/gate" >/dev/null 2>&1 3>&- &
    other=$!
    wait_for test -s "$GATE.pid"
    apart benchrun ps
    expect_status 0
    expect_error "left out 1 in other pid namespaces (containers): run benchrun in there"
    [ "$(find "$folder" -name '*.run' | wc -l)" -eq 1 ]
    kill -9 "$other"
    wait "$other" || true
}

@test "ps: files that lie are named, left out, and not waited for" {
    mkdir -m 0700 "$folder"
    name=$folder/$$-0123456789abcdef0123456789abcdef
    head -c 100 /dev/urandom >"$name.run"
    head -c 1000000 /dev/urandom >"$name.spans"
    apart timeout 20 "$BENCHRUN_PROGRAM" ps
    expect_status 0
    expect_error "left out '$name.run': it is cut off: remove it if no program has it"
    expect_error "left out '$name.spans': it is not a table of spans: remove it"
    apart benchrun ps $$
    expect_status 3
    expect_error "what process $$ shows cannot be read: '$name."
    rm "$name".*
    mkfifo "$name.run"
    ln -s /dev/zero "$name.spans"
    mkdir "$folder/1-0123456789abcdef0123456789abcdef.run"
    touch "$folder/hello.run"
    apart timeout 20 "$BENCHRUN_PROGRAM" ps
    expect_status 0
    [ -z "$errors" ]
    [ "$(find "$folder" -mindepth 1 | wc -l)" -eq 4 ]
}

@test "ps: --watch refreshes until q, and gives the terminal back" {
    start_and_wait_at_the_gate -o r.json
    /usr/bin/python3 "$SOURCE/tests/cli/watch_live.py" out "$BENCHRUN_PROGRAM" ps --watch "$runner"
    grep -q "gate/one *running" out
    grep -q "case in progress" out
    [ "$(grep -c $'\e\\[H' out)" -ge 3 ]
    apart benchrun ps --watch
    expect_status 2
    expect_error "--watch needs a terminal; without it, it is shown once"
    apart benchrun ps --watch --format json
    expect_status 2
    rm "$GATE"
    wait_for_the_end
    expect_status 0
}

@test "ps: an output that is full is an error" {
    status=0
    benchrun ps >/dev/full 2>stderr.txt || status=$?
    errors=$(<stderr.txt)
    expect_status 3
    expect_error "cannot write to stdout: No space left on device"
}
