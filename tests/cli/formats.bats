#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The formats for other tools, and their files read back. tests/reports/golden holds what a format
# looks like, and tests/reports/check_formats reads it.
load helpers

setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit 1
    "$BENCHRUN_PROGRAM" run --cpu none --samples 12 --processes 6 -q -o good.json "$PROGRAMS/good" >/dev/null
}

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    export LC_ALL=C.UTF-8
    good=$BATS_FILE_TMPDIR/good.json
}

# Whether two files have the same medians to a millionth: the first a result file, the second that
# or medians in ns by id.
same_medians() {
    /usr/bin/python3 - "$1" "$2" <<'PY'
import json, sys
def medians(path):
    data = json.load(open(path))
    return {x["id"]: x["summary"]["median_ns"] for x in data["results"]} if "results" in data else data
got, wanted = map(medians, sys.argv[1:])
assert got.keys() == wanted.keys() and got, (got.keys(), wanted.keys())
for id in got:
    assert abs(got[id] / wanted[id] - 1) < 1e-6, (id, got[id], wanted[id])
PY
}

# How many samples a result file holds.
count_samples() {
    json "$1" 'sum(len(p["samples_ns"]) for x in r["results"] for p in x["processes"])'
}

@test "formats: several at once, and the extension alone stays the native one" {
    apart measure -o native.json --format gbench -o gbench.json --format hyperfine -o hyperfine.json \
        --format go -o go.txt --format otava -o otava.csv --format csv-samples -o samples.csv \
        --format openmetrics "$PROGRAMS/good"
    expect_status 0
    [ "$(json native.json 'r["benchrun"]')" = 1 ]
    [ "$(json gbench.json 'r["context"]["json_schema_version"]')" = 1 ]
    [ "$(json hyperfine.json 'len(r["results"])')" = 4 ]
    [ "$(grep -c '^BenchmarkGood/direct/n=16' go.txt)" -ge 2 ]
    [ "$(wc -l <otava.csv)" -eq 2 ]
    [ "$(wc -l <samples.csv)" -eq $(($(count_samples native.json) + 1)) ]
    [ "$(tail -n 1 stdout.txt)" = "# EOF" ]
}

@test "formats: an unknown one lists the known" {
    apart benchrun report --format nonsense "$good"
    expect_status 2
    expect_error "unknown format 'nonsense'; known: table, json, csv, csv-samples, markdown, html, github, tap, junit, gbench, hyperfine, go, pyperf, customSmallerIsBetter, otava, openmetrics"
}

@test "formats: --samples turns csv into a row for each sample" {
    benchrun report --format csv --samples "$good" >by_option.csv
    benchrun report --format csv-samples "$good" >by_name.csv
    cmp by_option.csv by_name.csv
    [ "$(wc -l <by_name.csv)" -eq $(($(count_samples "$good") + 1)) ]
    apart benchrun report --samples 5 --format csv "$good"
    expect_status 2
}

@test "formats: --one-row gives one row for each case, a run's too" {
    apart measure --one-row --format gbench "$PROGRAMS/good"
    expect_status 0
    [ "$(json stdout.txt '[x["name"] for x in r["benchmarks"]]')" = \
        "['good/direct/n:16', 'good/direct/n:64', 'good/twice/n:16', 'good/twice/n:64']" ]
}

@test "formats: what could not be measured is reported, or left out with a note" {
    measure -q -o crash.json "$PROGRAMS/crash" >/dev/null 2>&1 || true
    apart benchrun report --format hyperfine crash.json
    expect_status 0
    expect_error "hyperfine leaves out 8 cases without a time: crash/segv (crashed)"
    apart benchrun report -q --format hyperfine crash.json
    [ -z "$errors" ]
    apart benchrun report --format gbench crash.json
    [ -z "$errors" ]
    [ "$(json stdout.txt 'sum(x.get("error_occurred", False) for x in r["benchmarks"])')" -eq 8 ]
    [[ $(json stdout.txt '[x["error_message"] for x in r["benchmarks"] if "error_message" in x][0]') == "crashed: in its first call: ended by SIGSEGV"* ]]
}

@test "formats: a comparison gives head, and both sides where the format can tell them apart" {
    measure -q -o base.json "$PROGRAMS/good" >/dev/null
    apart benchrun compare -q base.json "$good" -o both.json --format hyperfine -o hyperfine.json \
        --format gbench -o gbench.json --format go -o go.txt
    [ "$status" -le 1 ]
    [ "$(json hyperfine.json 'sorted({x["parameters"]["side"] for x in r["results"]})')" = "['base', 'head']" ]
    [ "$(grep -c '^side: ' go.txt)" -eq 2 ]
    benchrun report --format gbench "$good" >head.json
    [ "$(json gbench.json 'r["benchmarks"]')" = "$(json head.json 'r["benchmarks"]')" ]
}

@test "formats: gbench, imported again, gives the same medians" {
    benchrun report --one-row --format gbench "$good" >row.json
    benchrun report --format json row.json >again.json
    same_medians again.json "$good"
    benchrun report --format gbench "$good" >gbench.json
    benchrun report --format json gbench.json >again.json
    json gbench.json 'json.dumps({x["run_name"]: x["real_time"] for x in r["benchmarks"] if x.get("aggregate_name") == "median"})' >medians.json
    same_medians again.json medians.json
}

@test "formats: hyperfine, imported again, gives the same medians" {
    benchrun report --format hyperfine "$good" >hyperfine.json
    benchrun report --format json hyperfine.json >again.json
    same_medians again.json "$good"
}

# Writes a file as Google Benchmark does, of six repetitions each: foreign FILE NAME=US...
foreign() {
    /usr/bin/python3 - "${@:2}" <<'PY' >"$1"
import json, sys
rows = []
for name, us in (word.split("=") for word in sys.argv[1:]):
    rows += [dict(name=name, run_name=name, run_type="iteration", iterations=100000, time_unit="us",
                  real_time=float(us) * (1 + i / 1000), cpu_time=1.0) for i in range(6)]
    rows.append(dict(name=name + "_mean", run_type="aggregate", real_time=1.0, cpu_time=1.0, time_unit="us"))
json.dump({"context": {"date": "2024-05-06T07:08:09+02:00", "executable": "./old"}, "benchmarks": rows}, sys.stdout)
PY
}

@test "formats: files of Google Benchmark are compared" {
    foreign old.json BM_sort/64=10
    foreign new.json BM_sort/64=20
    apart benchrun compare old.json new.json
    expect_status 1
    expect_output "1 regression (BM_sort/64"
    expect_output "unpaired"
    expect_output "a file does not name its machine"
    apart benchrun compare new.json old.json
    expect_status 0
    expect_output "1 improvement"
}

@test "formats: a file of Google Benchmark is compared with one of our own" {
    foreign old.json good/direct/n:16=1000
    apart benchrun compare old.json "$good" --allow-machines
    expect_output "added (only in head): good/direct/n:64"
    apart benchrun compare old.json "$good" --allow-machines --format json
    [ "$(json stdout.txt '[(c["id"], c["pairing"], c["ratio"] < 0.5) for c in r["comparisons"]]')" = \
        "[('good/direct/n:16', 'unpaired', True)]" ]
}

@test "formats: imported results have charts" {
    command -v gnuplot >/dev/null || skip "gnuplot is not installed"
    foreign gbench.json BM_sort/8=1 BM_sort/64=10 BM_sort/512=100 BM_sort/4096=1000
    benchrun report --format hyperfine "$good" >hyperfine.json
    apart benchrun report gbench.json hyperfine.json --plot charts
    expect_status 0
    [ -s charts/BM_sort-over-argument.svg ]
    [ -s charts/hyperfine.svg ]
}

@test "formats: a real file of hyperfine is read" {
    command -v hyperfine >/dev/null || skip "hyperfine is not installed"
    hyperfine -N -r 5 --export-json h.json 'sleep 0.001' 'sleep 0.03' >/dev/null 2>&1
    apart benchrun report h.json
    expect_status 0
    expect_output "sleep 0.03"
    expect_output "from samples taken at different times"
}

@test "formats: what is wrong in a foreign file is named with file and field" {
    echo '{"context": {}, "benchmarks": [{"name": "x", "real_time": "1"}]}' >a.json
    apart benchrun report a.json
    expect_status 2
    expect_error "cannot read 'a.json': Google Benchmark's 'benchmarks' 0: 'real_time' is not a number"
    echo '{"results": [{"command": "x", "times": [1, null]}]}' >b.json
    apart benchrun report b.json
    expect_status 2
    expect_error "cannot read 'b.json': hyperfine's 'results' 0: 'times' has no number at 1"
    /usr/bin/python3 -c 'print("{\"context\": " * 100000)' >deep.json
    apart benchrun report deep.json
    expect_status 2
    expect_error "cannot read 'deep.json'"
}
