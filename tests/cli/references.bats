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
    # None, unless the run is long enough to pay for them.
    apart measure --record --history short.db -o r.json "$PROGRAMS/good"
    expect_status 0
    [ "$(json r.json 'r["run"].get("references_s", 0) < 0.1 * r["run"]["duration_s"]')" = True ]
    apart measure --record --history h.db --references -o r.json "$PROGRAMS/good"
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

# Three machines in turn measure N commits of a case that follows the L2; the newest on m3. From commit STEP on it takes
# a third longer. Machine 9, without references, has the last commit too.
add_rotating() {
    local n=$1 step=$2 scales=(1.3 1 2) i
    for ((i = 1; i <= n; i++)); do
        local scale=${scales[i % 3]} time
        time=$(/usr/bin/python3 -c "print(($i < $step and 100 or 133) * $scale * $scale * (1 + 0.002 * ($i * 7 % 5 - 2)))")
        /usr/bin/python3 "$SOURCE/tests/cli/history_inputs.py" "r$i" "c$i" "c$((i - 1))" "$((100000 * i))" "$time" 1 "m$((i % 3))" "$scale" >"r$i.json"
    done
    /usr/bin/python3 "$SOURCE/tests/cli/history_inputs.py" r9 "c$n" - - 55 1 m9 >r99.json
    benchrun history --history h.db add r*.json
}

across() {
    apart benchrun history --history h.db "$@" --across-machines
}

@test "references: history joins machines when it is asked to, and says so in every format" {
    add_rotating 9 99
    apart benchrun history --history h.db show
    expect_status 0
    [[ $output != *normalised* ]] || fail "nobody asked for it"
    across show
    expect_status 0
    expect_output "sum/case0, time, of the suite sum on 3 x86_64 machines, as on m0, normalised by reference l2, adds ±"
    expect_error "left out: 1 machine without references, which 'run --references' measures (m9)"
    [ "$(grep -c '^c[1-9] ' stdout.txt)" = 9 ]
    across show --metric all
    expect_output "normalised by"
    expect_output "reference l2, adds ±"
    expect_error "only times are joined"
    across show --width 40 --metric all
    expect_output "reference l2, adds ±"
    across show --format json
    [ "$(json stdout.txt '[(s["machine"], s["normalised"]["reference"], s["normalised"]["tested"], s["normalised"]["machines"], s["normalised"]["as_on"]) for s in r["series"]]')" = \
        "[('x86_64 machines', 'l2', True, 3, 'm0')]" ]
    [ "$(json stdout.txt 'all(165 < p["value"] < 173 and p["interval"][0] < p["value"] * 0.98 for p in r["series"][0]["points"])')" = True ]
    across show --format csv
    [ "$(head -1 stdout.txt | tr -d '\r')" = "machine,suite,case,metric,unit,commit,commit_time,dirty,branch,run,started,compiler,value,low,high,normalised" ]
    [ "$(grep -c 'normalised by reference l2, adds ±' stdout.txt)" = 9 ]
    across show --format otava
    [[ $(head -1 stdout.txt) == *"normalised by reference l2, adds ±"* ]]
    across show --format html
    grep -q 'normalised by reference l2, adds ±' stdout.txt
    across show --plot charts
    grep -q 'normalised by reference l2, adds ±' charts/sum_case0-time.svg
}

@test "references: steps are found across machines, and machines are no steps" {
    add_rotating 30 20
    across steps --metric time
    expect_status 0
    expect_output "1 step in 1 series"
    expect_output "reference l2, adds ±"
    expect_output "c20"
    across steps --metric time --format json
    [ "$(json stdout.txt '[(s["after"]["commit"], s["normalised"]["reference"]) for s in r["steps"]]')" = "[('c20', 'l2')]" ]
    across check --metric time --last 15
    expect_status 1
    across check --metric time --last 5
    expect_status 0
}

@test "references: two machines cannot test how one is normalised, and the output says so" {
    for i in 1 2; do
        /usr/bin/python3 "$SOURCE/tests/cli/history_inputs.py" "r$i" "c$i" - "$((100000 * i))" "$((100 * i))" 1 "m$i" "$i" >"r$i.json"
    done
    benchrun history --history h.db add r1.json r2.json
    across show
    expect_status 0
    expect_output "on 2 x86_64 machines, as on m2, normalised by the mean of all references, adds ±"
    expect_output "(two machines: untested)"
}
