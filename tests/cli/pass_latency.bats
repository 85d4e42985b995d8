#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Each iteration timed by itself, with cold caches, or by the body's own clock.
load helpers

make_latency_suite() {
    local program=$1
    shift
    cc -O2 -I "$SOURCE/include" "$SOURCE/tests/cli/latency.c" "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" "$@" -o "$program"
}

take() {
    apart benchrun run --cpu none --samples 4 --processes 2 -q -o r.json -o r.txt ./suite "$@"
}

@test "latency: planted quantiles" {
    make_latency_suite suite
    take -f latency/planted -f latency/batches
    expect_status 0
    expect_between "$(metric_of latency/planted latency_p50)" 2000 2600
    expect_between "$(metric_of latency/planted latency_p90)" 2000 4000
    expect_between "$(metric_of latency/planted latency_p99)" 20000 1e9
    expect_between "$(metric_of latency/planted latency_p999)" 100000 1e9
    expect_between "$(metric_of latency/planted latency_max)" 100000 1e9
    expect_between "$(metric_of latency/batches latency_p50)" 3000 3600
    grep -q "p99.9" r.txt
    expect_between "$(json r.json 'r["results"][0]["metrics"]["latency_p50"]["interval"][0]')" 2000 2600
    # Of 1,000 iterations, 960 take 2 us, 35 take 20 us and 5 take 100 us; nothing takes less than is planted.
    /usr/bin/python3 - <<'EOF' || fail "an interval is wrong"
import json
metrics = json.load(open("r.json"))["results"][0]["metrics"]
for name, planted in (("p50", 2000), ("p90", 2000), ("p95", 2000), ("p99", 20000), ("p999", 100000)):
    metric = metrics[f"latency_{name}"]
    low, high = metric["interval"]
    assert 0.98 * planted <= low <= metric["value"] <= high, (name, low, metric["value"], high)
EOF
}

@test "latency: not of several threads, which is said" {
    printf '%s\n' '#include <benchrun/bench.h>' \
        'BENCH(t, t, .threads = {1, 2}, .latency = true) { BENCH_LOOP (bench) { for (volatile int i = 0; i < 1000; i++); } }' >t.c
    cc -O2 -I "$SOURCE/include" t.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -lpthread -o suite
    take --oversubscribe
    expect_status 0
    [ "$(json r.json '[("latency_p50" in c["metrics"], any("no latencies: they are taken of one thread" in w for w in c["warnings"])) for c in r["results"]]')" = \
        "[(True, False), (False, True)]" ]
}

@test "latency: quantiles are those that the body saw, whatever else runs" {
    make_latency_suite suite
    mkdir records
    RECORDS=$PWD/records take -f latency/recorded
    expect_status 0
    /usr/bin/python3 - <<'EOF' || fail "a quantile is not what the body saw"
import json, statistics, sys
from pathlib import Path
times = [[float(line) for line in path.read_text().split()] for path in Path("records").iterdir()]
metrics = json.loads(Path("r.json").read_text())["results"][0]["metrics"]
wrong = len(times) < 10
for name, share in (("p50", .5), ("p90", .9), ("p95", .95), ("p99", .99), ("p999", .999)):
    value = metrics[f"latency_{name}"]["value"]
    # Two places on, for what lies between two looks at the clock.
    low, high = (statistics.median(of[int(share * len(of)) + way * 2] for of in times) for way in (-1, 1))
    is_right = 0.95 * low <= value <= 1.05 * high + 200
    wrong = wrong or not is_right
    print(name, low, value, high, "" if is_right else "WRONG")
sys.exit(wrong)
EOF
}

@test "latency: only of cases that ask for it, and a word where the clock is most of it" {
    make_latency_suite suite
    take -f latency/plain -f latency/tiny
    expect_status 0
    [ "$(json r.json '[k for c in r["results"] if c["name"] == "plain" for k in c["metrics"] if "latency" in k]')" = "[]" ]
    json r.json '" ".join(w for c in r["results"] for w in c["warnings"])' |
        grep -q "its latencies include the clock's own .* which is much of them"
    tr '\n' ' ' <r.txt | grep -q 'A reading of the clock, [0-9.]* ns of CLOCK_MONOTONIC_RAW, is part of each and not subtracted'
    expect_between "$(json r.json 'r["run"]["clock"]["cost_ns"]')" 0.1 1e6
}

@test "latency: compare judges p50 and p99" {
    make_latency_suite base
    make_latency_suite head -DSLOWER=30
    apart benchrun compare --cpu none --samples 40 --processes 10 -q --witness never -f latency/planted \
        --fail-on latency_p50 -o r.json base head
    expect_status 1
    expect_output "worse"
    [ "$(json r.json 'r["comparisons"][0]["metrics"]["latency_p50"]["verdict"]')" = worse ]
    [ "$(json r.json 'r["comparisons"][0]["metrics"]["latency_p99"]["verdict"] in ("worse", "unclear")')" = True ]
    [ "$(json r.json '"latency_max" in r["comparisons"][0]["metrics"]')" = False ]
    expect_between "$(json r.json 'r["comparisons"][0]["metrics"]["latency_p50"]["ratio"]')" 1.2 1.4
    # Both builds have a line, which rises.
    [ "$(json r.json 'all(x[0][1] <= x[-1][1] for x in [r["results"][0]["latencies"]])')" = True ]
    apart benchrun report r.json --plot charts
    expect_status 0
    grep -q "planted head" charts/latency-latency.svg
    grep -q "planted base" charts/latency-latency.svg
    grep -q "latency-latency.svg" charts/plots.md
}

@test "cold: what is flushed, or swept with all caches, takes longer than what is warm" {
    make_latency_suite suite
    take -f cold/reads
    expect_status 0
    expect_between "$(metric_of cold/reads/1 cold_ratio)" 1.2 1000
    expect_between "$(metric_of cold/reads/2 cold_ratio)" 1.2 1000 # without a region
    grep -q "cold/warm" r.txt
}

@test "own time: it counts in place of the clock's, and reports say so" {
    make_latency_suite suite
    take -f own/time
    expect_status 0
    [ "$(json r.json 'r["results"][0]["summary"]["median_ns"]')" = 5000.0 ]
    [ "$(json r.json 'r["results"][0]["own_time"]')" = True ]
    grep -q "what its body says" r.txt
    for format in csv markdown html json; do
        benchrun report --format "$format" r.json | grep -q "own_time\|what its body says" || fail "$format does not say so"
    done
    benchrun report --format gbench r.json | grep -q '"label": "own time"'
    benchrun report --format hyperfine r.json | grep -q '"own_time": true'
    benchrun report --format pyperf r.json | grep -q '"timer": "bench_add_time()"'
    benchrun report --format customSmallerIsBetter r.json | grep -q 'own time (bench_add_time())'
    benchrun report --format openmetrics r.json | grep -q 'name="time",own_time="true"'
    take -f own/negative -f own/absurd
    expect_status 1
    [ "$(json r.json 'all("was given a negative time, none, or more than 31 years" in c["message"] for c in r["results"])')" = True ]
}

@test "own time: it is that of each iteration, too, and no clock is in it" {
    make_latency_suite suite
    take -f own/latency
    expect_status 0
    for name in p50 p90 p95; do
        expect_between "$(metric_of own/latency latency_$name)" 4990 5010
    done
    expect_between "$(metric_of own/latency latency_p99)" 49900 50100
    expect_between "$(metric_of own/latency latency_max)" 49900 50100
    grep -q "what its body says" r.txt
    refute grep -q "clock's own" r.txt
    [[ $(tr '\n' ' ' <r.txt) != *'reading of the clock'* ]]
    # A library that timed these by the clock does not say so.
    printf '%s\n' '#!/bin/sh' '"$@" | sed -u "/ most_ns=/s/ own_time=1//"' >old
    chmod +x old
    take -f own/latency --launcher ./old
    expect_status 0
    json r.json '"".join(r["results"][0]["warnings"])' |
        grep -q "its latencies are the clock's, not what its body says (bench_add_time()): build the suite with this version"
}

@test "own time: all buckets of the histogram, and what is longer than the last" {
    make_latency_suite suite
    take -f own/overflow -f latency/plain
    expect_status 0
    # In each of 10 processes.
    warning=$(json r.json '[w for c in r["results"] for w in c["warnings"] if "2.4 hours" in w]')
    [ "$warning" = "['2000 latencies were longer than 2.4 hours, as far as percentiles go: those that lie there are that long at least']" ] ||
        fail "$warning"
    tr '\n' ' ' <r.txt | grep -q '2000 latencies were longer than 2.4 hours'
    # The median is in bucket 17,508 of 34,816, which begins at 1,124 times 2^16 ns.
    expect_between "$(metric_of own/overflow latency_p50)" 73.5e6 73.8e6
    expect_between "$(metric_of own/overflow latency_p99)" 7e12 8.8e12
    expect_between "$(metric_of own/overflow latency_p999)" 8.7e12 8.8e12
    [ "$(metric_of own/overflow latency_max)" = 10000000035015.0 ]
    [ "$(json r.json '[c["status"] for c in r["results"]]')" = "['ok', 'ok']" ]
    [ "$(json r.json '[len(c["latencies"]) > 30 for c in r["results"] if "latencies" in c]')" = "[True]" ]
}

@test "latency: between two sittings drift is no change, as it is none of times" {
    for slower in 0 2 1900; do
        make_latency_suite suite -DSLOWER=$slower
        take -f own/latency
        mv r.json "$slower.json"
        mv suite "suite$slower"
    done
    verdict() {
        json c.json 'r["comparisons"][0]["metrics"]["latency_p50"]["verdict"]'
    }
    benchrun compare -q 0.json 2.json -o c.json >/dev/null
    [ "$(verdict)" != worse ]
    # Twenty times as long is more than a neighbour on the core makes of the empty loop.
    benchrun compare -q 0.json 1900.json -o c.json >/dev/null || true
    [ "$(verdict)" = worse ]
    benchrun compare -q 1900.json 0.json -o c.json >/dev/null
    [ "$(verdict)" = better ]
    # In turn, all of it is a change.
    apart benchrun compare --cpu none --samples 40 --processes 10 -q --witness never -f own/latency -o c.json suite0 suite2
    [ "$(verdict)" = worse ]
}
