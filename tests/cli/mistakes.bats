#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Options that the author of a suite must correct cost their case, and no other.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cat >suite.c <<'EOF'
#include <benchrun/bench.h>

#define BODY { BENCH_LOOP (bench) for (int i = 0; i < 100; i++) bench_hide(i); }

BENCH(good, one) BODY
BENCH(mixed, good, .args = {1, 2}) BODY
BENCH(mixed, excluded, .args = {1, 2}, .requests = 10, .threads = {2}) BODY
BENCH(mixed, slow, .args = {1, 2}, .time_s = -1) BODY
BENCH(mixed, twice, .args = {3, 3}) BODY
BENCH(mixed, claim, .args = {2}, .min_speedup = __builtin_nan("")) BODY
BENCH(mixed, many, .args = {2}, .n_args = 33) BODY
BENCH(two, base, .baseline = true) BODY
BENCH(two, other, .baseline = true) BODY
EOF
    cc -w -O2 -I "$SOURCE/include" suite.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o suite
}

# The cases of r.json whose status is not ok, with their messages.
failures() {
    json r.json 'chr(10).join(sorted(c["id"] + " " + c["status"] + ": " + c["message"] for c in r["results"] if c["status"] != "ok" and c.get("side") != "base"))'
}

wanted="mixed/claim/2 failed: invalid options: its .time_s and .min_speedup must be numbers above 0, or be left out
mixed/excluded/1 failed: invalid options: it has .requests and .threads, but a body with requests starts threads of its own: remove one of the two
mixed/excluded/2 failed: invalid options: it has .requests and .threads, but a body with requests starts threads of its own: remove one of the two
mixed/slow/1 failed: invalid options: its .time_s and .min_speedup must be numbers above 0, or be left out
mixed/slow/2 failed: invalid options: its .time_s and .min_speedup must be numbers above 0, or be left out
mixed/twice/3 failed: invalid options: another case has the same id: rename one, or remove an argument
two/other failed: invalid options: its group has another .baseline: keep one"

@test "mistakes: list shows all cases, and what is wrong with some" {
    apart benchrun list ./suite -f '!many'
    expect_status 1
    [ "$(wc -l <stdout.txt)" -eq 11 ]
    [ "$(wc -l <stderr.txt)" -eq 7 ]
    expect_output good/one
    expect_error "benchrun: './suite': 'mixed/slow/2' failed: invalid options: its .time_s"
    apart benchrun list ./suite -f mixed/many/2
    expect_status 1
    expect_error "its .n_args, .n_args2 and .n_args3 must be at most 32"
    apart benchrun list ./suite -f good
    expect_status 0
    [ -z "$errors" ]
}

@test "mistakes: run measures the others" {
    apart measure -q -o r.json ./suite -f '!many'
    expect_status 1
    [ "$(failures)" = "$wanted" ] || fail "$(failures)"
    [ "$(json r.json '[c["id"] for c in r["results"] if c["status"] == "ok" and len(c["processes"]) == 2]')" = \
        "['good/one', 'mixed/good/1', 'mixed/good/2', 'two/base']" ]
    expect_output "failed"
    apart measure -q ./suite -f good
    expect_status 0
}

@test "mistakes: test runs the others" {
    apart benchrun test ./suite -f '!many' -o r.json
    expect_status 1
    [ "$(failures)" = "$wanted" ] || fail "$(failures)"
    expect_output "4 passed, 7 failed, 0 skipped"
}

@test "mistakes: compare measures the others, and a mistake of one side is of that side" {
    apart benchrun compare --cpu none --samples 4 -q --aa ./suite -f '!many' -o r.json
    expect_status 1
    [ "$(failures)" = "$wanted" ] || fail "$(failures)"
    [ "$(json r.json '[c["id"] for c in r["comparisons"]]')" = "['good/one', 'mixed/good/1', 'mixed/good/2', 'two/base']" ]
    sed 's/.time_s = -1/.time_s = 1/' suite.c >corrected.c
    cc -w -O2 -I "$SOURCE/include" corrected.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o corrected
    apart benchrun compare --cpu none --samples 4 -q -f mixed/slow/2 -f mixed/good ./suite ./corrected -o r.json
    expect_status 1
    expect_output "base mixed/slow/2 (failed): invalid options"
    refute grep -q "head mixed/slow/2" stdout.txt
    # Nor is it taken for one that need not be measured.
    apart benchrun compare --cpu none --samples 4 -q --only-changed ./suite ./corrected -f mixed/slow -f mixed/twice
    expect_status 1
    expect_output "base mixed/slow/2 (failed): invalid options"
    expect_output "head mixed/twice/3 (failed): invalid options"
}

@test "mistakes: profile says what is wrong" {
    apart benchrun profile ./suite -f mixed/slow/2
    expect_status 3
    expect_error "invalid options: its .time_s"
}

@test "mistakes: opening the case fails, for a host that does not know of them" {
    printf 'list\nopen 3\nopen 0\nsample 10\n' | ./suite --benchrun-worker >answers.txt
    grep -q '^failed message=it%20has%20.requests%20and%20.threads' answers.txt
    tail -1 answers.txt | grep -q '^ok iterations=10 '
}
