#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Suites that crash, hang, fork, flood, eat and lie: each costs its own case and no other.
load helpers

setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit 1
    status=0
    HIDDEN=$PWD/hidden "$BENCHRUN_PROGRAM" run --cpu none --samples 4 --processes 2 --timeout 2 --memory-limit 60M -q \
        -o all.json "$PROGRAMS" >table.txt 2>errors.txt || status=$?
    echo $status >status
}

setup() {
    cd "$BATS_FILE_TMPDIR" || exit 1
}

# The status and message of a case.
told() {
    json all.json "next('{status}: {message}'.format(**{'message': '', **x}) for x in r['results'] if x['id'] == '$1')"
}

expect_told() {
    # The second word is a pattern.
    # shellcheck disable=SC2053
    [[ $(told "$1") == $2 ]] || { echo "$1: $(told "$1")"; return 1; }
}

@test "misbehaving: all suites in one run end with 3, and every case has its say" {
    [ "$(<status)" -eq 3 ]
    [ "$(json all.json 'len(r["results"])')" -eq "$("$BENCHRUN_PROGRAM" list "$PROGRAMS" | wc -l)" ]
    [ "$(json all.json '[x["id"] for x in r["results"] if x["status"] != "ok" and not x.get("message")]')" = "[]" ]
    [ ! -s errors.txt ]
}

@test "misbehaving: every good case is measured" {
    for suite in crash eat flood fork hang hostile lie skip; do
        case $suite in hostile) name=plain ;; *) name=good ;; esac
        expect_told $suite/$name 'ok: '
    done
    for id in good/direct/n:16 good/direct/n:64 good/twice/n:16 good/twice/n:64; do
        expect_told $id 'ok: '
    done
    [ "$(json all.json '[x["id"] for x in r["results"] if x["status"] == "ok" and len(x["processes"]) != 2 and x["id"] != "crash/late"]')" = "[]" ]
}

@test "misbehaving: crashes are reported with the signal or the exit code" {
    expect_told crash/segv '*SIGSEGV*about to write nowhere*'
    expect_told crash/abort 'crashed: *SIGABRT*'
    expect_told crash/exit_0 'crashed: *exited with code 0*'
    expect_told crash/stack_overflow 'crashed: *SIGSEGV*'
    expect_told crash/in_its_set_up 'crashed: setting up: *SIGSEGV*'
    expect_told crash/in_its_teardown 'crashed: closing: *SIGSEGV*'
}

@test "misbehaving: a case that hangs fails with the time it had" {
    for name in asleep busy_and_deaf in_its_set_up; do
        expect_told hang/$name 'timeout: *no answer within 2 s (--timeout)'
    done
}

@test "misbehaving: a case that eats memory fails with the limit" {
    expect_told eat/in_its_body 'crashed: *over the limit of 60.0?MiB (--memory-limit)'
    expect_told eat/in_its_set_up 'crashed: setting up: *over the limit*'
}

@test "misbehaving: a case that lies fails with what is wrong" {
    expect_told lie/no_loop 'failed: the body never entered its BENCH_LOOP'
    expect_told lie/leaves_by_break 'failed: the body left its BENCH_LOOP early*'
    expect_told lie/leaves_by_return 'failed: the body left its BENCH_LOOP early*'
    expect_told lie/leaves_late 'failed: the body left its BENCH_LOOP early*'
    expect_told lie/loops_twice 'failed: the body entered BENCH_LOOP twice*'
    expect_told lie/leaves_its_batches 'failed: the body left its batches early*'
    expect_told lie/wrong_output "failed: wrong output: 43, but 'lie/good' has 42*"
    # Nothing is known against it: `benchrun test --strict` fails it.
    expect_told lie/no_output 'ok: '
    [ "$(json all.json '{x["id"]: x.get("check") for x in r["results"]}["lie/no_output"]')" = unchecked ]
    # Whether it is at the floor is for tests that do not measure (test_summary.c).
    expect_told lie/optimised_away 'ok*'
}

@test "misbehaving: a worker that answers without reading its requests is timed out" {
    cd "$BATS_TEST_TMPDIR"
    apart benchrun run --cpu none --samples 100000 --timeout 1 -f scripted/one \
        --launcher "$PROGRAMS/scripted_worker answers-unread" suite
    expect_status 3
    expect_output "one (timeout): taking a sample: did not read its request within 1 s"
}

@test "misbehaving: skipped and failed cases say why" {
    expect_told skip/by_its_condition 'skipped: not available here*'
    expect_told skip/in_its_set_up 'skipped: the set-up finds no such device'
    expect_told skip/in_its_body 'skipped: the body finds no such instruction'
    expect_told skip/fails_in_its_set_up 'failed: the set-up cannot read its input'
    expect_told skip/fails_in_its_body 'failed: the sum is 3, not 4'
}

@test "misbehaving: floods are measured and reach neither stdout nor stderr" {
    for name in stdout stderr one_line replies; do
        expect_told flood/$name 'ok: '
    done
    [ "$(wc -c <table.txt)" -lt 40000 ]
}

@test "misbehaving: children answer for nobody" {
    expect_told fork/child_returns 'ok: '
    expect_told fork/child_stays_behind 'ok: '
    expect_told fork/in_the_loop 'ok: '
    expect_told fork/child_hides 'ok: '
    expect_told fork/child_is_deaf 'ok: '
    expect_told fork/child_hops 'ok: '
    expect_told fork/child_outlives_a_crash 'crashed: *SIGABRT*'
}

@test "misbehaving: no child is left, not even one that hid in another session" {
    is_dead "$(<hidden)"
    [ -z "$(carriers "HIDDEN=$PWD/hidden")" ]
}

@test "misbehaving: the table says the same" {
    grep -q 'segv (crashed): in its first call: ended by SIGSEGV' table.txt
    grep -q 'asleep (timeout): in its first call: no answer within 2 s' table.txt
    grep -qE '^[0-9]+ measured, 3 skipped, [0-9]+ failed, [0-9]+ crashed, 3 timed out in ' table.txt
}

# A worker of one case, GROUP/x, that says how coarse its clock is. Each iteration takes 1 µs.
make_clocked() {
    cat >"$1" <<END
#!/bin/sh
echo "benchrun-worker 1 library=0 pid=\$\$"
while read -r verb n rest; do
    case \$verb in
    list) echo "case group=$1 name=x iterations=0"; echo "ok cases=1" ;;
    clock) echo "ok resolution_ns=$2 cost_ns=20 name=invented" ;;
    floor) echo "ok iterations=\$n elapsed_ns=\$n" ;;
    sample) echo "ok iterations=\$n elapsed_ns=\$((n * 1000))" ;;
    *) echo ok ;;
    esac
done
END
    chmod +x "$1"
}

@test "misbehaving: a suite that lies about its clock makes its own samples long, and no other's" {
    cd "$BATS_TEST_TMPDIR"
    make_clocked liar 9e6
    make_clocked honest 20
    measure -q -o clock.json ./liar ./honest
    longest='max(n for x in r["results"] if x["id"] == "%s/x" for p in x["processes"] for n in p["sample_iterations"])'
    # shellcheck disable=SC2059 # it is a format
    [ "$(json clock.json "$(printf "$longest" liar)")" -gt 1000000 ]
    # shellcheck disable=SC2059
    [ "$(json clock.json "$(printf "$longest" honest)")" -lt 300 ]
    make_clocked liar 2e7
    apart measure -q -o clock.json ./liar ./honest
    expect_status 1
    grep -q "the clock of its suite has a resolution of more than 10 ms" clock.json
    [ "$(json clock.json '[x["status"] for x in r["results"]]')" = "['failed', 'ok']" ]
}

@test "misbehaving: exit codes are 1 for a failed check, 3 for what could not be measured" {
    cd "$BATS_TEST_TMPDIR"
    apart measure -f 'skip/good' -f 'skip/by_its_condition' "$PROGRAMS/skip"
    expect_status 0
    apart measure -f 'skip/fails_in_its_body' "$PROGRAMS/skip"
    expect_status 1
    apart measure -f 'crash/abort' -f crash/good "$PROGRAMS/crash"
    expect_status 3
}
