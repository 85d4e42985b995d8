#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `benchrun run` stopped in the middle, by Ctrl-C and worse, and continued.
# shellcheck disable=SC2154 # runner and worker are set by helpers.bash
load helpers

# As a batch system does it that ends all processes of a job.
@test "run: a signal to it and to its worker interrupts, and blames no case" {
    start_and_wait_at_the_gate -o r.json
    kill -TERM "$worker" "$runner"
    wait_for_the_end
    expect_status 130
    [ "$(json r.json '[(c["id"], c["status"]) for c in r["results"]]')" = "[('before/one', 'ok')]" ]
}

@test "stopped: Ctrl-C saves and reports what is finished, ends with 130, leaves no process" {
    start_and_wait_at_the_gate -o r.json
    stop_by INT
    expect_status 130
    expect_output "1 measured"
    expect_error "saved r.json"
    expect_error "--resume"
    [ "$(json r.json '[x["id"] for x in r["results"]]')" = "['before/one']" ]
    wait_for worker_is_dead
}

@test "stopped: SIGTERM and SIGHUP do the same" {
    for signal in TERM HUP; do
        start_and_wait_at_the_gate -o $signal.json
        stop_by $signal
        expect_status 130
        [ "$(json $signal.json 'len(r["results"])')" -eq 1 ]
        wait_for worker_is_dead
        rm gate.pid
    done
}

# The first number that no file of a process has.
free_number() {
    local n=0
    while [ -e "/proc/$1/fd/$n" ]; do n=$((n + 1)); done
    echo "$n"
}

@test "stopped: what benchrun lacks stops the run with 3, is no case's fault and can be continued" {
    start_and_wait_at_the_gate -o r.json
    prlimit --pid "$runner" --nofile="$(free_number "$runner"):1000" # what it has open, no more
    rm gate
    wait_for_the_end
    expect_status 3
    expect_error "cannot start '$CLI_PROGRAMS/gate': Too many open files: allow more open files (ulimit -n)"
    expect_error "saved r.json; to continue: benchrun run --resume"
    expect_output "1 measured"
    [[ $output != *crashed* ]] || fail "a case is blamed"
    [ "$(json r.json '[(x["id"], x["status"]) for x in r["results"]]')" = "[('before/one', 'ok')]" ]
    apart benchrun run --resume --folder .
    expect_status 0
    [ "$(json r.json '[x["status"] for x in r["results"]]')" = "['ok', 'ok', 'ok']" ]
}

# As a cpuset that shrinks does it, to all processes inside.
@test "stopped: a CPU that is taken away is named, and another is used" {
    [ "$(/usr/bin/python3 -c 'import os; print(len(os.sched_getaffinity(0)))')" -gt 1 ] || return 0
    start_and_wait_at_the_gate --cpu auto -o r.json
    was=$(/usr/bin/python3 -c "import os; print(*os.sched_getaffinity($runner))")
    now=$(/usr/bin/python3 -c "import os; print(min(os.sched_getaffinity(0) - {$was}))")
    for pid in "$runner" "$worker"; do taskset -cp "$now" "$pid" >/dev/null; done
    rm gate
    wait_for_the_end
    expect_status 0
    [ "$(json r.json '{x["id"]: any("CPU '"$was"' was taken away" in w for w in x["warnings"]) for x in r["results"]}')" = \
        "{'before/one': False, 'gate/one': True, 'after/one': False}" ]
    [ "$(json r.json '[w for w in r["run"]["warnings"] if "taken away" in w]')" = \
        "['CPU $was was taken away (its cpuset changed), so from after/one on CPU $now was used']" ]
}

@test "stopped: a CPU that the user wanted and that is taken away ends the run with 3" {
    [ "$(/usr/bin/python3 -c 'import os; print(len(os.sched_getaffinity(0)))')" -gt 1 ] || return 0
    was=$(/usr/bin/python3 -c 'import os; print(min(os.sched_getaffinity(0)))')
    now=$(/usr/bin/python3 -c "import os; print(min(os.sched_getaffinity(0) - {$was}))")
    start_and_wait_at_the_gate --cpu "$was" -o r.json
    for pid in "$runner" "$worker"; do taskset -cp "$now" "$pid" >/dev/null; done
    rm gate
    wait_for_the_end
    expect_status 3
    expect_error "CPU $was was taken away (its cpuset changed): use --cpu auto, or another"
    [ "$(json r.json 'len(r["results"])')" -eq 2 ]
}

@test "stopped: Ctrl-C ends a worker that answers without reading" {
    PIPE_FULL=$PWD/full "$BENCHRUN_PROGRAM" run --cpu none --samples 100000 --timeout 3000 -f scripted/one \
        --launcher "$PROGRAMS/scripted_worker answers-unread" suite >stdout.txt 2>stderr.txt 3>&- &
    wait_for test -e full
    kill -INT $!
    status=0
    wait $! || status=$?
    expect_status 130
}

@test "stopped: Ctrl-C before anything is finished saves nothing and ends with 130" {
    start_and_wait_at_the_gate -f gate/one -o r.json
    stop_by INT
    expect_status 130
    [ ! -e r.json ]
    wait_for worker_is_dead
}

@test "stopped: --resume continues what Ctrl-C stopped" {
    start_and_wait_at_the_gate
    stop_by INT
    expect_status 130
    rm gate
    apart benchrun run --resume
    expect_status 0
    expect_error "continuing "
    expect_output "3 measured"
    file=$(echo benchrun-out/*.json)
    [ "$(json "$file" 'sorted(x["id"] for x in r["results"])')" = "['after/one', 'before/one', 'gate/one']" ]
    [ -z "$(find . -name '*.journal')" ]
}

@test "stopped: the command to continue works, whatever the file" {
    mkdir deep
    start_and_wait_at_the_gate -o deep/r.json
    stop_by INT
    expect_error "to continue: benchrun run --resume --folder 'deep'"
    rm gate
    apart benchrun run --resume --folder deep
    expect_status 0
    [ "$(json deep/r.json 'len(r["results"])')" -eq 3 ]
}

@test "stopped: kill -9 loses the case in progress alone, and --resume finishes" {
    start_and_wait_at_the_gate
    stop_by KILL
    wait_for worker_is_dead
    [ -z "$(find benchrun-out -name '*.json')" ]
    [ "$(find benchrun-out -name '*.json.journal' | wc -l)" -eq 1 ]
    rm gate
    apart benchrun run --resume
    expect_status 0
    file=$(echo benchrun-out/*.json)
    [ "$(json "$file" 'sorted(x["id"] for x in r["results"])')" = "['after/one', 'before/one', 'gate/one']" ]
    [ "$(json "$file" '{x["status"] for x in r["results"]}')" = "{'ok'}" ]
    [ "$(json "$file" 'r["run"]["seed"]')" -eq 5 ]
    [ -z "$(find . -name '*.journal')" ]
}

@test "stopped: kill -9 leaves no child of a body, not even one that hid in another session" {
    HIDDEN=$PWD/hidden "$BENCHRUN_PROGRAM" run --cpu none --time 60 -f fork/child_hides \
        "$PROGRAMS/fork" >stdout.txt 2>stderr.txt 3>&- &
    wait_for test -s hidden
    kill -KILL $!
    wait $! || true
    wait_for is_free_of "HIDDEN=$PWD/hidden"
}

@test "stopped: a journal whose last line was cut is gone on with" {
    start_and_wait_at_the_gate
    stop_by KILL
    rm gate
    journal=$(echo benchrun-out/*.journal)
    printf '{"id": "after/one", "status": "o' >>"$journal"
    apart benchrun run --resume
    expect_status 0
    [ "$(json benchrun-out/*.json 'sorted(x["id"] for x in r["results"])')" = "['after/one', 'before/one', 'gate/one']" ]
}

@test "stopped: --resume without an interrupted run says where it looked" {
    apart benchrun run --resume
    expect_status 2
    expect_error "no interrupted run to continue in 'benchrun-out' (--folder)"
}

@test "stopped: a journal that is none is not gone on with, and stays" {
    mkdir benchrun-out
    echo 'not a journal' >benchrun-out/x.json.journal
    apart benchrun run --resume
    expect_status 2
    expect_error "cannot resume from 'benchrun-out/x.json.journal'"
    [ -e benchrun-out/x.json.journal ]
}

# The place was free when the run began.
@test "stopped: a result file that cannot be written leaves the journal and names it" {
    start_and_wait_at_the_gate -o r.json -o r.csv -o r.txt
    mkdir r.json r.csv
    touch r.json/x r.csv/x
    rm gate
    wait_for_the_end
    expect_status 3
    expect_error "the measurements are in 'r.json.journal'"
    expect_output "3 measured"
    grep -q '^3 measured' r.txt
    [ "$(wc -l <r.json.journal)" -eq 4 ]
    rm -r r.json r.csv
    apart benchrun run --resume --folder .
    expect_status 0
    [ "$(json r.json 'len(r["results"])')" -eq 3 ]
    [ ! -e r.json.journal ]
}

@test "stopped: a run in progress is neither disturbed nor joined by another" {
    start_and_wait_at_the_gate -o r.json
    apart measure -o r.json "$PROGRAMS/good"
    expect_status 2
    expect_error "cannot write 'r.json.journal': a run with pid $(runner_pid) is in progress"
    expect_no_error --resume
    apart benchrun run --resume --folder .
    expect_status 2
    expect_error "cannot resume from './r.json.journal': a run with pid $(runner_pid) is in progress"
    rm gate
    wait_for_the_end
    expect_status 0
    [ "$(json r.json 'sorted(x["id"] for x in r["results"])')" = "['after/one', 'before/one', 'gate/one']" ]
    [ ! -e r.json.journal ]
}

@test "stopped: a continued run is in progress too" {
    start_and_wait_at_the_gate -o r.json
    stop_by KILL
    rm gate.pid
    start_in_background run --resume --folder .
    wait_for test -s gate.pid
    apart benchrun run --resume --folder .
    expect_status 2
    expect_error "a run with pid $(runner_pid) is in progress"
    rm gate
    wait_for_the_end
    expect_status 0
    [ "$(json r.json 'len(r["results"])')" -eq 3 ]
}

@test "stopped: --resume shows the command that it runs, safely, even with -q" {
    start_and_wait_at_the_gate -o r.json -f "$(printf '!x\033[31m y\n::error::z')" --folder "a b"
    stop_by KILL
    rm gate
    cp r.json.journal kept
    apart benchrun run --resume --folder .
    expect_status 0
    expect_error "benchrun: its command: benchrun run --cpu none --samples 4 --processes 2 --seed 5 --timeout 20 -o r.json -f '!x\x1b[31m y\n::error::z' --folder 'a b' $CLI_PROGRAMS/gate"
    refute grep -q "$(printf '\033')" stderr.txt
    refute grep -q '^::' stderr.txt
    mv kept r.json.journal
    apart benchrun run --resume -q --folder .
    expect_status 0
    expect_error 'its command: benchrun run'
}

# A limit that is not reached while the first case is kept.
@test "stopped: a file that may not grow is an error, and what was measured is kept" {
    apart bash -c 'ulimit -f 12 && exec "$@"' limited "$BENCHRUN_PROGRAM" run --cpu none \
        --samples 100 --processes 2 -o r.json "$PROGRAMS/good"
    expect_status 3
    expect_error "cannot write 'r.json.journal': File too large (more than 'ulimit -f' allows)"
    expect_error "measurements are in 'r.json.journal', continue with 'benchrun run --resume --folder '.''"
    expect_output " measured in "
    [ ! -e r.json ]
    [ -z "$(find . -name '.benchrun-*')" ]
    apart benchrun run --resume --folder .
    expect_status 0
    expect_no_error 'done so far: 0'
    [ "$(json r.json 'len(r["results"])')" -eq 4 ]
}

@test "stopped: what a killed run left in the folder for temporary files goes with the next" {
    measure -q -o r.json "$PROGRAMS/good" >/dev/null
    mkdir bin tmp
    printf '#!/bin/sh\ntouch started\nexec sleep 60\n' >bin/gnuplot
    chmod +x bin/gnuplot
    export TMPDIR=$PWD/tmp
    PATH=$PWD/bin:$PATH start_in_background report r.json --plot charts
    wait_for sh -c 'test -e tmp/benchrun-scratch-*/started'
    touch -d '1 hour ago' tmp/benchrun-scratch-*
    benchrun report r.json --plot charts >/dev/null
    [ "$(find tmp -name started | wc -l)" -eq 1 ] || fail "the folder of a live run was removed"
    stop_by KILL
    touch -d '1 hour ago' tmp/benchrun-scratch-*
    benchrun report r.json --plot charts >/dev/null
    rmdir tmp
}
