#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun compare: programs and saved runs.
load helpers
load compare_helpers

@test "compare: a planted slowdown is a regression and the exit code 1" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    compare base head -o out.json
    expect_status 1
    expect_output "1 regression (planted/slowed"
    /usr/bin/python3 - <<'PY'
import json
run = json.load(open("out.json"))
found = {c["id"]: c for c in run["comparisons"]}
slowed = found["planted/slowed"]
assert slowed["verdict"] == "slower" and 3 < slowed["ratio"] < 5, slowed
assert slowed["interval"][0] < slowed["ratio"] < slowed["interval"][1]
assert found["planted/left_alone"]["verdict"] != "faster"
assert {r["side"] for r in run["results"]} == {"base", "head"}
PY
}

@test "compare: the way back is an improvement and good" {
    make_suite base -DFACTOR=2
    make_suite head -DFACTOR=1
    compare base head -f planted/slowed
    expect_status 0
    expect_output "0 regressions, 1 improvement"
    expect_output "faster"
}

@test "compare: --fail-on never makes a regression good" {
    make_suite base
    make_suite head -DFACTOR=2
    compare base head -f planted/slowed --fail-on never
    expect_status 0
    expect_output "1 regression"
}

@test "compare: report decides a saved comparison again, to the same verdicts" {
    make_suite base
    make_suite head -DFACTOR=2
    compare base head -f planted/slowed -o out.json
    apart benchrun report out.json -o again.json --format table
    expect_status 0
    expect_output "1 regression (planted/slowed"
    /usr/bin/python3 - <<'PY'
import json
first, again = (json.load(open(name))["comparisons"] for name in ("out.json", "again.json"))
for a, b in zip(first, again):
    assert a["verdict"] == b["verdict"] and a.get("note") == b.get("note")
    assert all(abs(x - y) < 1e-6 for x, y in zip(a["interval"], b["interval"]))
PY
}

@test "compare: cases of one side alone are listed, and --fail-on missing fails" {
    make_suite base -DREMOVED
    make_suite head
    compare base head -f planted/removed -f planted/left_alone --fail-on missing
    expect_status 1
    expect_output "removed (only in base): planted/removed"
    compare head base -f planted/removed -f planted/left_alone
    expect_output "added (only in head): planted/removed"
}

@test "compare: variables of one side reach it alone" {
    make_suite base
    compare base --env-head WHO=head --env-base WHO=base --samples 4 --processes 2
    [ "$status" -le 1 ] || fail "did not measure"
    compare base --env-head nonsense
    expect_status 2
    expect_error "KEY=VALUE"
}

# A call is false, which one run in a hundred may make, and two in a row will not.
@test "compare: a build with itself under --aa has no regression" {
    make_suite base
    compare base --aa -f planted/left_alone
    grep -q "0 regressions, 0 improvements" stdout.txt || compare base --aa -f planted/left_alone
    expect_status 0
    expect_output "0 regressions, 0 improvements"
}

@test "compare: one program alone is answered with what is wanted" {
    make_suite base
    compare base
    expect_status 2
    expect_error "name BASE and HEAD"
}

@test "compare: sides without a common case are nothing to compare" {
    make_suite base
    compare base "$PROGRAMS/good"
    expect_status 4
    expect_error "no case in common"
}

@test "compare: saved runs are unpaired, and refused across machines" {
    make_suite base
    measure base -o a.json >/dev/null 2>&1
    measure base -o b.json >/dev/null 2>&1
    apart benchrun compare a.json b.json
    expect_output "unpaired"
    expect_output "sees much smaller changes"
    sed 's/"machine": {/"machine": {"was": "elsewhere",/; s/"id": "[0-9a-f]\{16\}"/"id": "0123456789abcdef"/' b.json >c.json
    apart benchrun compare a.json c.json
    expect_status 2
    expect_error "different machines"
    apart benchrun compare a.json c.json --allow-machines
    expect_output "unpaired"
}

# What is found is up to the machine; that it is the same everywhere is not.
@test "compare: saved runs are decided alike in every report, and their columns agree" {
    make_suite base
    for name in a b; do
        benchrun run --cpu none --samples 24 --processes 6 -f planted/left_alone -q base -o $name.json >/dev/null
    done
    apart benchrun compare a.json b.json --fail-on never -o out.json
    expect_status 0
    expect_output "benchrun compare BASE HEAD"
    apart benchrun report out.json -o again.json
    /usr/bin/python3 - <<'PY'
import json
first, again = (json.load(open(name))["comparisons"][0] for name in ("out.json", "again.json"))
base, head = first["times_ns"]
assert abs(head / base / first["ratio"] - 1) < 1e-9, first
assert first["interval"][0] <= first["ratio"] <= first["interval"][1], first
assert first["margin"] >= 0.04, first
assert all(1 <= len(side) <= 6 for side in first["estimate"]["per_process"]), first # of some, all samples were disturbed
for key in ("verdict", "note", "margin"):
    assert first.get(key) == again.get(key), (first, again)
PY
}

@test "compare: what keeps several CPUs busy may use all of them" {
    cpu=$(/usr/bin/python3 -c 'import os; print(max(os.sched_getaffinity(0)))')
    n=$(/usr/bin/python3 -c 'import os; print(len(os.sched_getaffinity(0)))')
    apart benchrun compare --samples 2 --processes 2 --cpu "$cpu" --aa -f 'spread/*' -o r.json "$PROGRAMS/spread"
    expect_status 0
    [ "$(json r.json 'sorted({(x["name"], x["metrics"]["cpus"]["value"]) for x in r["results"]})')" = \
        "[('over_all', $n.0), ('over_one', 1.0)]" ]
    [[ $output != *"compared with a case"* ]]
}

# objdump is the first that looks at the programs, after everything was measured.
@test "compare: what looks at the programs afterwards cannot cost the result" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    mkdir fatal
    # Between benchrun and what it starts is the reaper.
    cat >fatal/objdump <<'SH'
#!/bin/sh
kill -9 "$(awk '/^PPid/ { print $2 }' /proc/$PPID/status)"
sleep 10
SH
    chmod +x fatal/objdump
    PATH="$PWD/fatal:$PATH" compare base head -f planted/slowed -o out.json
    expect_status 137
    [ "$(json out.json 'r["comparisons"][0]["verdict"]')" = slower ]
    grep -q "\"saved\":true" out.json.journal # it is in nobody's way
    compare base head -f planted/slowed --instructions -o out.json
    [ "$(json out.json '"instructions" in r["comparisons"][0]["note"]')" = True ]
    [ ! -e out.json.journal ]
}
