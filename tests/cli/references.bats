#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `--references`: kernels that are measured between the cases, for comparing machines.
load helpers

all="['arithmetic', 'branches', 'l1', 'l2', 'memory_latency', 'memory_bandwidth', 'allocation', 'system_calls']"

# The result file r.json has all eight, measured at the begin and at the end.
expect_references() {
    [ "$(json r.json '[x["name"] for x in r["references"]]')" = "$all" ]
    [ "$(json r.json 'all(len(x["samples_ns"]) >= 2 for x in r["references"])')" = True ]
    [ "$(json r.json 'len({len(x["samples_ns"]) for x in r["references"]})')" = 1 ]
    [ "$(json r.json 'all(0 < x["interval_ns"][0] <= x["median_ns"] <= x["interval_ns"][1] for x in r["references"])')" = True ]
    [ "$(json r.json '0 < r["run"]["references_s"] < r["run"]["duration_s"]')" = True ]
    [ "$(json r.json 'any("references" in w for w in r["run"]["warnings"])')" = False ]
}

expect_none() {
    [ "$(json r.json '"references" in r or "references_s" in r["run"]')" = False ]
}

@test "references: run measures them when it is asked to" {
    apart measure -o r.json "$SUITES/aggregate" -f aggregate/loop
    expect_status 0
    expect_none
    apart measure --references -o r.json -o r.html "$SUITES/aggregate" -f aggregate/loop
    expect_status 0
    expect_references
    grep -Eq 'References took [0-9.]+ % of the run' r.html
    benchrun report r.json --format json >again.json
    [ "$(json again.json 'rounded(r["references"])')" = "$(json r.json 'rounded(r["references"])')" ]
}

@test "references: --record and benchrun.ini ask for them, --no-references does not" {
    apart measure --record --history h.db -o r.json "$PROGRAMS/good"
    expect_status 0
    expect_references
    apart benchrun history --history h.db export
    cp stdout.txt all.json
    [ "$(json all.json 'sorted(r["runs"][0]["references"])')" = "$(json r.json 'sorted(x["name"] for x in r["references"])')" ]
    [ "$(json all.json 'r["runs"][0]["references"]["l2"]')" = "$(json r.json 'next(x["median_ns"] for x in r["references"] if x["name"] == "l2")')" ]
    apart measure --record --history h.db --no-references -o r.json "$PROGRAMS/good"
    expect_none
    printf '[run]\nreferences = true\n' >benchrun.ini
    apart measure -o r.json "$PROGRAMS/good"
    expect_references
    apart measure --no-references -o r.json "$PROGRAMS/good"
    expect_none
}

@test "references: compare measures them, too" {
    apart benchrun compare "$PROGRAMS/good" "$PROGRAMS/good" -f 'good/direct/n:16' --references --cpu none --samples 8 -o r.json
    expect_status 0
    expect_references
}

@test "references: a case's limits are not theirs, and without them the run continues" {
    apart measure --references --memory-limit 30M --timeout 20 -o r.json "$PROGRAMS/good"
    expect_status 0
    expect_references
    printf '#!/bin/sh\ncase "$*" in *benchrun_kernels*) exit 7;; esac\nexec "$@"\n' >launcher
    chmod +x launcher
    apart measure --references --launcher ./launcher -o r.json "$PROGRAMS/good"
    expect_status 0
    [ "$(json r.json '"references" in r')" = False ]
    [ "$(json r.json '[w for w in r["run"]["warnings"] if "references are not measured" in w and "--no-references" in w] != []')" = True ]
    expect_output "4 measured"
}

@test "references: parts of a run that one machine measured have them together" {
    for part in 1 2; do
        apart measure --references --shard $part/2 -o part$part.json "$SUITES/empty"
        expect_status 0
    done
    benchrun merge part1.json part2.json -o r.json
    [ "$(json r.json '[x["name"] for x in r["references"]]')" = "$all" ]
    n=$(json part1.json 'len(r["references"][0]["samples_ns"])')
    [ "$(json r.json 'len(r["references"][0]["samples_ns"]) > '"$n")" = True ]
}
