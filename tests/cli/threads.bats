#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Cases that run their body in several threads.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cc -O2 -pthread -I "$SOURCE/include" "$SOURCE/tests/cli/threads.c" \
        "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" -o suite
}

take() {
    apart benchrun run --cpu none --samples 12 --processes 3 -q -o r.json -o r.txt ./suite "$@"
}

@test "threads: a case for each number, with the throughput of all and how it scales" {
    take --oversubscribe -f threads/apart -f threads/locked --plot plots
    expect_status 0
    [ "$(json r.json '[c["id"] for c in r["results"]]')" = \
        "['threads/apart/threads:1', 'threads/apart/threads:2', 'threads/locked/threads:1', 'threads/locked/threads:2']" ]
    rate=$(json r.json 'next(abs(c["metrics"]["items_per_second"]["value"] * c["summary"]["median_ns"] / 20e9 - 1) < 1e-6
        for c in r["results"] if c["id"] == "threads/apart/threads:2")')
    [ "$rate" = True ]
    metric_of threads/apart/threads:2 scaling
    [ "$(json r.json '[c["id"] for c in r["results"] if "scaling" in c["metrics"]]')" = \
        "['threads/apart/threads:2', 'threads/locked/threads:2']" ]
    [ -s plots/threads-over-threads.svg ]
    grep -q "scaling" r.txt
}

@test "threads: work apart scales, work under one lock does not" {
    [ "$(nproc)" -gt 1 ] || skip "one CPU"
    apart benchrun run --cpu none --time 0.5 -q -o r.json ./suite -f threads/apart -f threads/locked
    expect_status 0
    [ "$(json r.json 'next(c["metrics"]["scaling"]["value"] for c in r["results"] if c["id"] == "threads/locked/threads:2") < 1.2')" = True ]
    [ "$(json r.json '(lambda s: s["apart"] > s["locked"])({c["name"]: c["metrics"]["scaling"]["value"]
        for c in r["results"] if c["threads"] == 2})')" = True ]
}

@test "threads: one for each CPU; each has a number, and all share the fixture" {
    take --oversubscribe -f threads/all -f threads/numbered
    expect_status 0
    [ "$(metric_of "threads/all/threads:$(nproc)" threads)" = "$(nproc).0" ]
    [ "$(metric_of threads/numbered/threads:3 seen)" = 7.0 ]
}

@test "threads: more than there are CPUs are skipped unless asked for" {
    take -f threads/many -f threads/apart/threads:1
    expect_status 0
    [ "$(json r.json '[c["message"] for c in r["results"] if c["status"] == "skipped"]')" = \
        "['needs 1000 CPUs, but benchrun may use $(nproc); --oversubscribe runs it nevertheless']" ]
}

@test "threads: one that ends, fails or leaves its loop out fails its case, not the run" {
    take --oversubscribe --timeout 5 -f broken -f threads/apart/threads:1
    expect_status 1
    messages=$(json r.json '{c["name"]: c.get("message") for c in r["results"]}')
    [[ $messages == *"'leaves': 'thread 2 ended itself'"* ]] || fail "$messages"
    [[ $messages == *"'fails': 'the second one fails'"* ]] || fail "$messages"
    [[ $messages == *"'skips_its_loop': 'the body never entered its BENCH_LOOP'"* ]] || fail "$messages"
    [[ $messages == *"'batches': 'bench_batch() needs a case with one thread'"* ]] || fail "$messages"
    [ "$(json r.json 'next(c["status"] for c in r["results"] if c["name"] == "apart")')" = ok ]
}

@test "threads: where the worker's own ends, the case has crashed and the run continues" {
    take --oversubscribe --timeout 20 -f first/leaves -f threads/apart/threads:1
    expect_status 3
    [ "$(json r.json '[c["status"] for c in r["results"]]')" = "['ok', 'crashed']" ]
    json r.json '[c["message"] for c in r["results"] if c["status"] == "crashed"][0]' | grep -q "thread 0 ended itself"
}

@test "threads: what a pass counts is of an iteration of one thread, and of the loops alone" {
    take --oversubscribe --pass memory -f threads/allocates
    expect_status 0
    [ "$(json r.json '[(c["metrics"]["allocations"]["value"], c["metrics"]["allocations"].get("exact"), c["metrics"]["allocated_bytes"]["value"], c["metrics"]["leaked_bytes"]["value"]) for c in r["results"]]')" = \
        "[(3.0, True, 300.0, 0.0), (3.0, True, 300.0, 0.0), (3.0, True, 300.0, 0.0)]" ]
}
