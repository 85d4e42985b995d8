#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Requests that begin and end in their own time.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cc -O2 -pthread -I "$SOURCE/include" "$SOURCE/tests/cli/requests.c" \
        "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" -o suite
}

take() {
    apart benchrun run --cpu none --samples 2 --processes 2 -q -o r.json -o r.txt ./suite "$@"
}

@test "requests: an open loop shows a stall in its p99, a closed one hides it" {
    take -f stall
    expect_status 0
    # Where another program takes the CPU, that is what p99 shows.
    expect_between "$(metric_of stall/closed latency_p95)" 20000 1000000
    expect_between "$(metric_of stall/closed latency_p99)" 20000 15e6
    expect_between "$(metric_of stall/closed latency_max)" 20e6 1e9
    expect_between "$(metric_of stall/closed latency_p50)" 20000 40000
    # 200 of 2,000 begin during the stall, and wait up to 20 ms.
    expect_between "$(metric_of stall/open latency_p95)" 5e6 1e9
    expect_between "$(metric_of stall/open latency_p99)" 5e6 1e9
    expect_between "$(metric_of stall/closed items_per_second)" 1000 50000
    [ "$(metric_of stall/closed errors)" = 0.0 ]
    grep -q "p95" r.txt
}

@test "requests: no more are out than the case says, and any thread may end them" {
    take -f window
    expect_status 0
    [ "$(metric_of window/thread/concurrency:1 most)" = 1.0 ]
    [ "$(metric_of window/thread/concurrency:8 most)" = 8.0 ]
}

@test "requests: errors are counted, and how many requests took how long" {
    take -f broken/errors
    expect_status 0
    [ "$(metric_of broken/errors requests)" = 10.0 ]
    [ "$(json r.json '(lambda c: c["metrics"]["wall_time"]["value"] == 10 * c["summary"]["median_ns"])(r["results"][0])')" = True ]
    [ "$(metric_of broken/errors errors)" = 5.0 ]
    [ "$(json r.json '(lambda c: rounded(c["metrics"]["wall_time"]["interval"]) == rounded([10 * end for end in c["summary"]["ci95_ns"]]))(r["results"][0])')" = True ]
}

@test "requests: latencies are the clock's, whatever time the body says" {
    take -f own
    expect_status 0
    [ "$(metric_of own/time wall_time)" = 700000000000000.0 ]
    expect_between "$(metric_of own/time latency_p50)" 0 1e12
    tr '\n' ' ' <r.txt | grep -q 'reading of the clock'
    json r.json '"".join(r["results"][0]["warnings"])' |
        grep -q "its latencies are the clock's, not what its body says (bench_add_time()): they last from when a request begins"
}

@test "requests: what never ends is a time-out that says how many were out" {
    take --timeout 2 -f broken/never -f stall/closed
    expect_status 3
    json r.json 'next(c["message"] for c in r["results"] if c["name"] == "never")' |
        grep -q "requests out: 4; ended: 0 of 10$"
    [ "$(json r.json 'next(c["status"] for c in r["results"] if c["name"] == "never")')" = timeout ]
    [ "$(json r.json 'next(c["status"] for c in r["results"] if c["name"] == "closed")')" = ok ]
}

@test "requests: a body that uses them wrongly fails its case" {
    take -f broken/leaves -f broken/none -f broken/twice -f broken/loop -f broken/without
    expect_status 1
    messages=$(json r.json '{c["name"]: c.get("message") for c in r["results"]}')
    [[ $messages == *"'leaves': 'the body returned when "*" requests had not ended'"* ]] || fail "$messages"
    [[ $messages == *"'none': 'a request that is NULL was ended: bench_next_request() had none'"* ]] || fail "$messages"
    [[ $messages == *"'twice': 'a request was ended twice'"* ]] || fail "$messages"
    [[ $messages == *"'loop': "* ]] || fail "$messages"
    [[ $messages == *"'without': 'requests need .requests in the options of the benchmark'"* ]] || fail "$messages"
}

@test "requests: numbers out of range fail the case" {
    refuse() {
        printf '%s\n' '#include <benchrun/bench.h>' "BENCH(g, n, $1) { (void)bench; }" >wrong.c
        cc -w -I "$SOURCE/include" wrong.c "$BUILD/framework/harness/libbenchrun_main.a" \
            "$BUILD/framework/harness/libbenchrun.a" -o wrong
        apart benchrun list ./wrong
        expect_status 1
        expect_error " failed: invalid options: $2"
    }
    refuse '.requests = 10, .rate = -1' 'its .rate must be from 0 to 1e9 requests a second'
    refuse '.requests = 10, .rate = __builtin_nan("")' 'its .rate must be from 0'
    refuse '.requests = 10, .rate = 1e10' 'its .rate must be from 0'
    refuse '.requests = -10' 'its .requests must be from 0 to 100,000,000'
    refuse '.requests = 10, .concurrency = {1, 2000000}' 'its .concurrency must be from 1 to 1,000,000'
    refuse '.rate = 5' 'it has a .rate or .concurrency, but no .requests: add'
    refuse '.concurrency = {5}' 'it has a .rate or .concurrency, but no .requests'
    refuse '.requests = 10, .threads = {2}' 'it has .requests and .threads, but a body with requests starts threads of its own: remove'
    refuse '.requests = 10, .rate = 5, .concurrency = {2}' 'it has a .rate and .concurrency, but at a rate any number of requests may be out: remove'
}

@test "requests: counters and memory are counted of them" {
    printf '%s\n' '#include <benchrun/bench.h>' '#include <stdlib.h>' 'BENCH(g, n, .requests = 100) {' \
        'while (bench_requests_left(bench) > 0) { struct bench_request *request = bench_next_request(bench);' \
        'if (request != NULL) { char *block = malloc(100); bench_do_not_optimize(block); free(block);' \
        'bench_request_done(bench, request); } } }' >counted.c
    cc -O2 -I "$SOURCE/include" counted.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -lpthread -o suite
    take --pass memory --pass instructions --pass counters=task_clock
    expect_status 0
    [ "$(metric_of g/n allocations)" = 1.0 ]
    [ "$(metric_of g/n allocated_bytes)" = 100.0 ]
    expect_between "$(metric_of g/n task_clock)" 1 1e6
    json r.json '"".join(r["results"][0]["warnings"])' | grep -q "no instructions of 'g/n': callgrind counts what a loop runs"
}
