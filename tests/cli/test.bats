#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `benchrun test`: what passes, what fails and how it is reported.
load helpers

# The line of a case without its time.
line_of() {
    sed -n "s|^\([a-zA-Z]*\)  *[0-9.]* [mun]*s  $1\$|\1|p" stdout.txt
}

expect_line() {
    [ "$(line_of "$1")" = "$2" ] || fail "$1 is not '$2' but '$(line_of "$1")'"
}

expect_closing() {
    [ "$(tail -n 1 stdout.txt)" = "$1" ] || fail "the closing line is not: $1"
}

@test "test: a line a case and the sums, and nothing is saved" {
    apart benchrun test "$PROGRAMS/good"
    expect_status 0
    for id in good/direct/n:16 good/direct/n:64 good/twice/n:16 good/twice/n:64; do
        expect_line $id ok
    done
    expect_closing "4 passed, 0 failed, 0 skipped"
    [ -z "$errors" ]
    [ "$(find . -type f | wc -l)" -eq 2 ]
}

@test "test: a wrong output names reference, place, both values and tolerance" {
    apart benchrun test "$PROGRAMS/lie"
    expect_status 1
    expect_line lie/good ok
    expect_line lie/works_once ok
    expect_line lie/wrong_output FAIL
    expect_output "    wrong output: 43, but 'lie/good' has 42 (output 1, 32-bit integer 0 of 1)"
    expect_line lie/no_loop FAIL
    expect_output "the body never entered its BENCH_LOOP"
}

@test "test: floats differ at an index, beyond a tolerance" {
    apart benchrun test "$CLI_PROGRAMS/mutants" -f close
    expect_status 1
    expect_line close/within ok
    expect_line close/beyond FAIL
    [[ $(tr -s ' \n' ' ' <stdout.txt) == *"wrong output: 3.5, but 'close/plain' has 3 (output 2, index 3 of 5, tolerance 0.001)"* ]]
}

@test "test: without a baseline the first is compared with; at each argument its own" {
    apart benchrun test "$CLI_PROGRAMS/mutants" -f first
    expect_status 1
    expect_line first/one/4 ok
    expect_line first/two/4 ok
    expect_line first/one/8 ok
    expect_line first/two/8 FAIL
    expect_output "but 'first/one/8' has 8"
    expect_closing "3 passed, 1 failed, 0 skipped"
}

@test "test: a single selected alternative is still compared" {
    apart benchrun test "$PROGRAMS/lie" -f lie/wrong_output
    expect_status 1
    expect_output "but 'lie/good' has 42"
    expect_closing "0 passed, 1 failed, 0 skipped"
    apart benchrun test "$CLI_PROGRAMS/mutants" -f first/two
    expect_status 1
    expect_line first/two/4 ok
    expect_output "but 'first/one/8' has 8"
    expect_closing "1 passed, 1 failed, 0 skipped"
    # What it would be compared with crashes, and the message says so.
    apart benchrun test "$CLI_PROGRAMS/mutants" -f gone/two
    expect_status 3
    expect_line gone/plain FAIL
    expect_closing "1 passed, 1 failed, 0 skipped"
}

@test "test: where the baseline cannot be run the next is compared with, and the message says so" {
    apart benchrun test "$CLI_PROGRAMS/mutants" -f gone
    expect_status 3
    expect_line gone/plain FAIL
    expect_line gone/one ok
    expect_line gone/two FAIL
    [[ $(tr -s ' \n' ' ' <stdout.txt) == *"but 'gone/one' has 1 ("*"); compared with it because 'gone/plain' could not be run"* ]]
}

@test "test: a case without output is unchecked, and --strict fails it" {
    apart benchrun test "$PROGRAMS/lie" -f lie/good -f lie/no_output
    expect_status 0
    expect_line lie/no_output unchecked
    expect_output "2 cases in"
    expect_output ", 1 unchecked (no bench_output(); --strict fails these)"
    expect_closing "2 passed, 0 failed, 0 skipped"
    apart benchrun test --strict "$PROGRAMS/lie" -f lie/good -f lie/no_output
    expect_status 1
    expect_line lie/no_output FAIL
    expect_output "unchecked: it produces no output to compare (--strict); call bench_output()"
    expect_closing "1 passed, 1 failed, 0 skipped"
}

@test "test: a suite's every case has its say, whatever the others do" {
    apart benchrun test --timeout 2 --memory-limit 60M "$PROGRAMS" -o all.json
    expect_status 3
    [ "$(json all.json 'len(r["results"])')" -eq "$(benchrun list "$PROGRAMS" | wc -l)" ]
    [ "$(json all.json '[x["id"] for x in r["results"] if x["status"] != "ok" and not x.get("message")]')" = "[]" ]
    [ "$(json all.json '[x["id"] for x in r["results"] if not x["duration_s"] > 0]')" = "[]" ]
    for suite in crash eat flood fork hang skip; do
        expect_line $suite/good unchecked
    done
    expect_output "crashed: in its first call: ended by SIGSEGV (Segmentation fault); its last
    output:
        about to write nowhere"
    expect_output "crashed: in its first call: exited with code 0 before it answered"
    expect_output "timeout: setting up: no answer within 2 s (--timeout)"
    expect_output "over the limit of"
    expect_line flood/replies unchecked
    expect_line skip/in_its_body skip
    expect_output "    the body finds no such instruction"
    expect_line skip/fails_in_its_body FAIL
    [ ! -e pwned ]
    refute grep -q $'[\x1b\x07\r]' stdout.txt
}

@test "test: exit codes distinguish failed checks, crashes and skips" {
    apart benchrun test "$PROGRAMS/skip" -f '*/in_its_body' -f skip/good
    expect_status 0
    expect_closing "1 passed, 0 failed, 1 skipped"
    apart benchrun test "$PROGRAMS/skip"
    expect_status 1
    apart benchrun test "$PROGRAMS/crash" -f '*/segv'
    expect_status 3
    apart benchrun test "$PROGRAMS/hang" -f '*/asleep' --timeout 0.5
    expect_status 3
}

@test "test: nothing selected, nothing named, nothing known" {
    apart benchrun test -f 'nothing*' "$PROGRAMS/good"
    expect_status 4
    apart benchrun test --tag nothing "$PROGRAMS/good"
    expect_status 4
    apart benchrun test
    expect_status 2
    expect_error "name a suite"
    apart benchrun test /bin/true
    expect_status 3
    for jobs in 0 -1 1001; do
        apart benchrun test -j $jobs "$PROGRAMS/good"
        expect_status 2
        expect_error "--jobs must be a whole number from 1 to 1000"
    done
    apart benchrun test --plot charts "$PROGRAMS/good"
    expect_status 2
    expect_error "unknown option '--plot'"
}

@test "test: several at a time take as long as the longest, and give the same" {
    SECONDS=0
    apart benchrun test -j 4 --timeout 4 "$PROGRAMS/hang"
    expect_status 3
    [ $SECONDS -lt 11 ] || fail "it took $SECONDS s"
    for jobs in 1 2 16; do
        apart benchrun test -j $jobs "$PROGRAMS/lie" "$PROGRAMS/good"
        sed 's/ [0-9.]* [mun]*s / /' stdout.txt | grep -v ' in ' >$jobs.txt
    done
    diff 1.txt 2.txt
    diff 1.txt 16.txt
}

@test "test: [run] of benchrun.ini is of no concern" {
    printf '[run]\ntime = 3\nsamples = 7\n' >benchrun.ini
    apart benchrun test "$PROGRAMS/good"
    expect_status 0
}

@test "test: --launcher and --quiet as in run" {
    printf '#!/bin/sh\necho launched >>%s/launched\nexec "$@"\n' "$PWD" >launcher
    chmod +x launcher
    apart benchrun test -q --launcher "$PWD/launcher" "$PROGRAMS/good"
    expect_status 0
    # The list, and a worker for each case.
    [ "$(wc -l <launched)" -eq 5 ]
    [ -z "$errors" ]
}

@test "test: a saved test is reported again" {
    benchrun test --timeout 2 -o lie.json "$PROGRAMS/lie" >lie.txt || true
    apart benchrun report lie.json
    expect_status 0
    diff lie.txt stdout.txt
    [ "$(json lie.json 'r["run"]["test"]')" = True ]
    [ "$(json lie.json '{x["id"]: x.get("check") for x in r["results"]}["lie/good"]')" = reference ]
}

@test "test: Ctrl-C shows what was tested, ends with 130 and leaves no worker" {
    # shellcheck disable=SC2030,SC2031 # each test has its own
    export GATE=$PWD/gate
    touch gate
    "$BENCHRUN_PROGRAM" test -j 2 --timeout 60 "$CLI_PROGRAMS/gate" >stdout.txt 2>stderr.txt 3>&- &
    runner=$!
    wait_for test -s gate.pid
    worker=$(<gate.pid)
    kill -INT $runner
    status=0
    wait $runner || status=$?
    output=$(<stdout.txt)
    errors=$(<stderr.txt)
    expect_status 130
    # The others may be done by now, on the other job, or not.
    [[ $errors =~ interrupted:\ ([012])\ of\ 3\ cases\ were\ tested ]]
    tested=${BASH_REMATCH[1]}
    if ((tested > 0)); then
        expect_closing "$tested passed, 0 failed, 0 skipped"
    else
        [ -z "$output" ]
    fi
    wait_for is_dead "$worker"
}

@test "test: a kill -9 of benchrun leaves no worker" {
    # shellcheck disable=SC2030,SC2031 # each test has its own
    export GATE=$PWD/gate
    touch gate
    "$BENCHRUN_PROGRAM" test -j 2 "$CLI_PROGRAMS/gate" >stdout.txt 2>stderr.txt 3>&- &
    runner=$!
    wait_for test -s gate.pid
    kill -KILL $runner
    wait $runner || true
    wait_for is_dead "$(<gate.pid)"
}

@test "test: a sanitizer's report fails the case and is shown under it" {
    apart benchrun test "$CLI_PROGRAMS/sanitized"
    expect_status 1
    expect_line sanitized/good ok
    expect_line sanitized/talks ok
    for name in reads_behind_the_heap shifts shifts_and_floods shifts_and_skips shifts_and_fails; do
        expect_line sanitized/$name FAIL
    done
    expect_output "ERROR: AddressSanitizer: heap-buffer-overflow on address"
    expect_output "#0 "
    expect_output "sanitized.c:13:5: runtime error: shift exponent 40 is too large"
    expect_output "    no such device; a sanitizer reported:"
    expect_output "    the sum is 3, not 4; a sanitizer reported:"
    [[ $output != *"Shadow bytes"* ]]
}

@test "test: what leaks is found after the case is closed" {
    apart benchrun test "$CLI_PROGRAMS/sanitized" -f '*/leaks'
    [[ $output != *"LeakSanitizer has encountered a fatal error"* ]] || skip "leaks cannot be looked for here"
    expect_status 1
    expect_output "ERROR: LeakSanitizer: detected memory leaks"
}

@test "test: a memory limit counts what is used, not what a sanitizer reserves" {
    # Its shadow alone reserves terabytes.
    apart benchrun test --memory-limit 400M "$CLI_PROGRAMS/sanitized" -f '*/good'
    expect_status 0
    apart benchrun test --memory-limit 60M "$PROGRAMS/eat"
    expect_status 3
    expect_output "over the limit of 60.0"
}
