#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --shard and benchrun merge: the parts of a run become the run.
load helpers
load compare_helpers

cut_run() {
    /usr/bin/python3 "$SOURCE/tests/cli/cut_run.py" "$@"
}

# The verdicts of a file, by case.
verdicts() {
    json "$1" '{c["id"]: c["verdict"] for c in r["comparisons"]}'
}

# A run as report writes it, and cut, decided as parts and merged: the same.
expect_merged_alike() {
    local whole=$1 parts=$2 number names=()
    benchrun report "$whole" -o once.json >/dev/null # with numbers of 15 digits
    benchrun report once.json -o again.json >/dev/null
    cut_run cut once.json "$parts" raw
    for ((number = 1; number <= parts; number++)); do
        benchrun report "raw$number.json" -o "part$number.json" >/dev/null
        names=("part$number.json" "${names[@]}")
    done
    apart benchrun merge "${names[@]}" -o merged.json
    cut_run same again.json merged.json
}

@test "merge: verdicts and numbers of a comparison are those of the whole" {
    cut_run make whole.json 60
    for parts in 20 7; do
        expect_merged_alike whole.json "$parts"
        expect_status 1
    done
    # Decided by themselves, parts come to other verdicts; as parts they call less.
    /usr/bin/python3 - <<'PY'
import json
import subprocess
import os

def read(path):
    return {c["id"]: c for c in json.load(open(path))["comparisons"]}

called = ("slower", "faster")
whole, differ, less = read("merged.json"), 0, 0
for number in range(1, 8):
    part = json.load(open(f"raw{number}.json"))
    del part["part"]
    json.dump(part, open("alone.json", "w"))
    subprocess.run([os.environ["BENCHRUN_PROGRAM"], "report", "alone.json", "-o", "alone2.json"],
                   check=True, stdout=subprocess.DEVNULL)
    alone, as_part = read("alone2.json"), read(f"part{number}.json")
    differ += sum(c["verdict"] != whole[i]["verdict"] for i, c in alone.items())
    for i, c in as_part.items():
        assert c["verdict"] not in called or c["verdict"] == whole[i]["verdict"], i
        less += c["verdict"] != whole[i]["verdict"]
assert differ > 0, "the whole has no say in its parts"
assert less > 0, "parts call all that the whole does"
PY
}

@test "merge: verdicts and numbers of alternatives are those of the whole" {
    measure -q --samples 16 --processes 8 -o whole.json "$PROGRAMS/good" >/dev/null
    expect_merged_alike whole.json 2
    expect_status 0
}

@test "merge: parts may be rendered, and renamed, before they are merged" {
    cut_run make whole.json 6
    expect_merged_alike whole.json 2
    mv part1.json "a part.json"
    apart benchrun merge "a part.json" part2.json -o merged.xml -o merged.json
    expect_status 0
    cut_run same again.json merged.json
    grep -q '<testsuite' merged.xml
}

@test "shard: the parts of a run have each case once, and groups are whole" {
    for number in 1 2; do
        measure -q -o "p$number.json" "$PROGRAMS/good" --shard "$number/2" >stdout.txt
        grep -q "this is part $number of 2" stdout.txt
        [ "$(json "p$number.json" 'len(r["results"]), len(r["comparisons"])')" = "(2, 1)" ]
        [ "$(json "p$number.json" 'r["part"]["comparisons"]')" -eq 2 ]
    done
    measure -q -o whole.json "$PROGRAMS/good" >/dev/null
    apart benchrun merge p2.json p1.json -o merged.json
    expect_status 0
    [ "$(json whole.json '[c["id"] for c in r["results"]]')" = \
        "$(json merged.json '[c["id"] for c in r["results"]]')" ]
    [ "$(json whole.json '[(c["id"], c["baseline"]) for c in r["comparisons"]]')" = \
        "$(json merged.json '[(c["id"], c["baseline"]) for c in r["comparisons"]]')" ]
    [ "$(json merged.json '"part" in r or any("position" in c for c in r["results"])')" = False ]
}

@test "shard: a part plans as many restarts, and judges as strictly, as the whole" {
    make_suite base -DSTEPS=0
    make_suite head -DSTEPS=1
    # With the smallest budget, as many are planned as decide one of all comparisons.
    planned='{c["restarts_planned"] for c in r["results"]}'
    compare -q --time 0.001 -o whole.json base head
    compare -q --time 0.001 -o part.json --shard 1/8 base head
    compare -q --time 0.001 -o alone.json -f step_1 base head
    [ "$(json part.json 'len(r["results"])')" -eq 2 ]
    [ "$(json part.json "$planned")" = "$(json whole.json "$planned")" ]
    [ "$(json part.json "$planned")" != "$(json alone.json "$planned")" ]
    judged=0
    for number in 1 2 3 4; do
        compare_by_count -q -o "p$number.json" --shard "$number/4" base head
        expect_status 0
        judged=$((judged + $(json "p$number.json" 'sum(c["verdict"] != "same" for c in r["comparisons"])')))
        # Of 8, none but the part's two is known to differ. That a case is the same is said at 99 %.
        [ "$(json "p$number.json" 'all(c["level"] > 0.997 for c in r["comparisons"] if c["verdict"] != "same")')" = True ]
    done
    [ "$judged" -ge 5 ]
    apart benchrun merge p1.json p2.json p3.json p4.json -o merged.json
    expect_status 1
    for step in 2 3 4 5 6; do
        [ "$(json merged.json "[c['verdict'] for c in r['comparisons'] if c['id'] == 'planted/step_$step']")" = "['slower']" ]
    done
    expect_output "over all 8 comparisons"
}

@test "shard: test, with the baselines that were not selected" {
    for number in 1 2 3 4; do
        apart benchrun test -q "$PROGRAMS/good" -f '!plain' --shard "$number/4" -o "t$number.json"
        expect_status 0
    done
    benchrun test -q "$PROGRAMS/good" -f '!plain' -o whole.json >/dev/null
    apart benchrun merge t1.json t2.json t3.json t4.json -o merged.json -o merged.tap
    expect_status 0
    seen='[(c["id"], c["status"], c.get("check")) for c in r["results"]]'
    [ "$(json whole.json "$seen")" = "$(json merged.json "$seen")" ]
}

@test "shard: more parts than plans leave some empty" {
    for number in {1..6}; do
        apart benchrun test -q "$CLI_PROGRAMS/gate" --shard "$number/6" -o "t$number.json"
        expect_status 0
        apart measure -q "$CLI_PROGRAMS/gate" --shard "$number/6" -o "r$number.json"
        expect_status 0
    done
    apart benchrun merge t?.json
    expect_status 0
    apart benchrun merge r?.json -o merged.json
    expect_status 0
    [ "$(json merged.json '[c["id"] for c in r["results"]]')" = "['before/one', 'gate/one', 'after/one']" ]
}

# One case takes as long as all others together.
@test "shard: durations of an earlier run decide the cut" {
    benchrun test -q "$CLI_PROGRAMS/gate" -o before.json >/dev/null
    /usr/bin/python3 - <<'PY'
import json
r = json.load(open("before.json"))
for c in r["results"]:
    c["duration_s"] = 2.5 if c["id"] == "gate/one" else 1
json.dump(r, open("before.json", "w"))
PY
    for number in 1 2; do
        benchrun test -q "$CLI_PROGRAMS/gate" --shard "$number/2" --durations before.json -o "t$number.json" >/dev/null
    done
    [ "$(json t1.json '[c["id"] for c in r["results"]]')" = "['gate/one']" ]
    [ "$(json t2.json '[c["id"] for c in r["results"]]')" = "['before/one', 'after/one']" ]
    # Parts that were cut by other durations do not belong together.
    benchrun test -q "$CLI_PROGRAMS/gate" --shard 2/2 -o other.json >/dev/null
    apart benchrun merge t1.json other.json
    expect_status 2
    expect_error "'other.json' is a part of another whole than 't1.json'"
    sed -i 's/"duration_s": 2.5/"duration_s": 9.5/' before.json
    benchrun test -q "$CLI_PROGRAMS/gate" --shard 2/2 --durations before.json -o other.json >/dev/null
    apart benchrun merge t1.json other.json
    expect_status 2
    expect_error "'other.json' is a part of another whole than 't1.json'"
}

@test "shard: a history has the durations, the newest of each case" {
    for run in 1 2; do
        measure -q "$CLI_PROGRAMS/gate" -o run.json >/dev/null
        /usr/bin/python3 - "$run" <<'PY'
import json, sys
r = json.load(open("run.json"))
for c in r["results"]:
    c["duration_s"] = 2.5 if c["id"] == ("gate/one", "before/one")[sys.argv[1] == "1"] else 1
json.dump(r, open("run.json", "w"))
PY
        benchrun history add -q run.json --history h.db
    done
    for number in 1 2; do
        benchrun test -q "$CLI_PROGRAMS/gate" --shard "$number/2" --durations h.db -o "t$number.json" >/dev/null
    done
    [ "$(json t1.json '[c["id"] for c in r["results"]]')" = "['gate/one']" ]
    [ "$(json t2.json '[c["id"] for c in r["results"]]')" = "['before/one', 'after/one']" ]
    apart benchrun merge t1.json t2.json
    expect_status 0
}

@test "merge: parts that are missing, double or foreign" {
    for number in 1 2 3; do
        measure -q "$CLI_PROGRAMS/gate" --shard "$number/3" -o "p$number.json" >/dev/null
    done
    apart benchrun merge p1.json p3.json
    expect_status 2
    expect_error "part 2 of 3 is missing (--partial merges the others)"
    apart benchrun merge p1.json p3.json --partial
    expect_status 0
    expect_output "part 2 of 3 is missing"
    apart benchrun merge p1.json p2.json p3.json p2.json
    expect_status 2
    expect_error "part 2 of 3 is there twice: 'p2.json' and 'p2.json'"
    measure -q "$CLI_PROGRAMS/gate" --shard 2/3 --samples 6 -o other.json >/dev/null
    apart benchrun merge p1.json other.json p3.json
    expect_status 2
    # shellcheck disable=SC2154 # of apart
    [[ $errors =~ "'p1.json' was measured with --samples="[0-9]+", but 'other.json' with --samples=6" ]] || fail "options"
    measure -q "$CLI_PROGRAMS/gate" -f one -f '!after' --shard 2/3 -o other.json >/dev/null
    apart benchrun merge p1.json other.json p3.json
    expect_status 2
    expect_error "'other.json' is a part of another whole than 'p1.json'"
    sed 's/"benchrun_version": "[^"]*"/"benchrun_version": "0.0.9"/' p2.json >other.json
    apart benchrun merge p1.json other.json p3.json
    expect_status 2
    expect_error "measured by benchrun 0.0.9"
    measure -q "$CLI_PROGRAMS/gate" -o whole.json >/dev/null
    apart benchrun merge whole.json
    expect_status 2
    expect_error "'whole.json' is a whole run, not a part of one (--shard)"
    apart benchrun merge
    expect_status 2
    expect_error "name the result files of all parts"
    apart benchrun merge missing.json
    expect_status 2
    expect_error "missing.json"
}

@test "merge: an interrupted part is not complete until it is resumed" {
    export GATE=$BATS_TEST_TMPDIR/gate
    for number in 1 2; do
        measure -q "$CLI_PROGRAMS/gate" -f one -f '!after' --shard "$number/2" -o "p$number.json" >/dev/null
    done
    [ "$(json p1.json '[c["id"] for c in r["results"]]')" != "$(json p2.json '[c["id"] for c in r["results"]]')" ]
    # Both cases in one part, of which the second waits.
    start_and_wait_at_the_gate --shard 1/1 -o p.json
    stop_by INT
    expect_status 130
    apart benchrun merge p.json
    expect_status 2
    expect_error "part 1 of 1 is not complete: 'p.json' has 1 of 3 cases"
    rm "$GATE"
    apart benchrun run --resume --folder .
    expect_status 0
    apart benchrun merge p.json
    expect_status 0
}

@test "shard: bad words" {
    for word in 0/2 3/2 2 x/y; do
        apart benchrun run "$CLI_PROGRAMS/gate" --shard "$word"
        expect_status 2
        expect_error "--shard must be I/N, such as 1/8 to 8/8, not '$word'"
    done
    apart benchrun run "$CLI_PROGRAMS/gate" --shard 1/2 --save-baseline main
    expect_status 2
    expect_error "--save-baseline needs a whole run"
    apart benchrun run "$CLI_PROGRAMS/gate" --durations x.json
    expect_status 2
    expect_error "--durations says how to cut: it needs --shard I/N"
    apart benchrun test "$CLI_PROGRAMS/gate" --shard 1/2 --durations x.json
    expect_status 2
    expect_error "x.json"
    measure -q "$CLI_PROGRAMS/gate" -o a.json >/dev/null
    apart benchrun compare a.json a.json --shard 1/2
    expect_status 2
    expect_error "--shard divides what is measured, and saved runs are not measured again"
}

@test "shard: a part is not recorded, and the merged run is" {
    export XDG_DATA_HOME=$BATS_TEST_TMPDIR/data
    for words in --shard=1/2 --engine=slurm; do
        apart measure "$PROGRAMS/good" --record "$words"
        expect_status 2
        expect_error "then 'benchrun history add whole.json'"
        [ ! -e benchrun-out ] || fail "it measured"
    done
    # What the project always asks for does not stop its parts.
    mkdir project
    cd project
    printf '[run]\nrecord = true\n' >benchrun.ini
    for number in 1 2; do
        apart measure "$PROGRAMS/good" --shard "$number/2" -o "p$number.json"
        expect_status 0
        expect_error "'record' of benchrun.ini is left out: a part is not recorded"
    done
    apart benchrun history add p1.json
    expect_status 2
    expect_error "'p1.json' is part 1 of 2 of a run, and a part is not recorded: 'benchrun merge"
    # As if another machine had measured the second part.
    /usr/bin/python3 - <<'PY'
import json
for number in (1, 2):
    part = json.load(open(f"p{number}.json"))
    for one in [part["machine"], part["part"]]:
        one["id" if one is part["machine"] else "node"] = f"machine{number}"
    for result in part["results"]:
        result["machine"] = f"machine{number}"
    json.dump(part, open(f"q{number}.json", "w"))
PY
    benchrun merge p1.json p2.json -o alone.json
    benchrun merge q1.json q2.json -o whole.json
    apart benchrun history add alone.json --history alone.db
    expect_status 0
    expect_error "added 1 run with"
    apart benchrun history add whole.json
    expect_status 0
    expect_error "added 2 runs with"
    benchrun history export >all.json
    [ "$(json all.json 'sorted({s["machine"] for s in r["series"]})')" = "['machine1', 'machine2']" ]
    [ "$(json all.json 'sorted(s["case"] for s in r["series"] if s["machine"] == "machine1" and s["metric"] == "time")')" = \
        "$(json q1.json 'sorted(c["id"] for c in r["results"] if c["status"] == "ok" and c["id"] in '"$(json all.json '[s["case"] for s in r["series"] if s["metric"] == "time"]')"')')" ]
    apart benchrun history add whole.json
    expect_error "added 0 runs with 0 values to '$XDG_DATA_HOME/benchrun/history.db'; 2 were there already"
    # The same run, before all of it was there.
    benchrun merge --partial p2.json -o some.json
    apart benchrun history add some.json --history some.db
    expect_error "added 1 run with"
    apart benchrun history add alone.json some.json --history some.db
    expect_error "; 1 of them had been there in part; 1 was there already"
    apart benchrun history verify --history some.db
    expect_output "of 1 run at"
}

@test "shard: a saved run is compared with parts of the suites" {
    measure -q -o saved.json "$PROGRAMS/good" >/dev/null
    for number in 1 2; do
        compare_by_count -q saved.json "$PROGRAMS/good" --shard "$number/2" -o "p$number.json"
        expect_status 0
    done
    apart benchrun merge p1.json p2.json -o merged.json
    [ "$status" -le 1 ] || fail "merge failed"
    [ "$(json merged.json '[c["id"] for c in r["results"] if c["side"] == "head"]')" = \
        "$(json saved.json '[c["id"] for c in r["results"]]')" ]
    [ "$(json merged.json '{c["pairing"] for c in r["comparisons"]}')" = "{'unpaired'}" ]
}

# A repository, so that the machine code is known; both are the same.
@test "shard: the same code is recognised in parts and in the whole" {
    make_repository
    echo "-DFACTOR=1 -DSTEPS=1" >flags
    git commit -qam "as the first, with steps"
    echo "// nothing" >>suite.c
    git commit -qam "nothing"
    for number in 1 2; do
        compare -q --time 0.05 --git HEAD~1..HEAD --only-changed --shard "$number/2" -o "p$number.json"
        expect_status 0
    done
    apart benchrun merge p1.json p2.json -o merged.json
    expect_status 0
    [ "$(json merged.json '{(c["status"], c["message"]) for c in r["results"]}')" = "{('skipped', 'same code')}" ]
    [ "$(json merged.json 'len(r["results"])')" -eq 16 ]
}

@test "scale: the document has what the simulation prints" {
    "$SOURCE/scripts/simulate_shards" >printed.txt
    # shellcheck disable=SC2016 # backticks of Markdown
    sed -n '/^It prints:\|It prints:$/,$p' "$SOURCE/docs/scale.md" | sed -n '/^```$/,/^```$/{/^```$/d;p;}' >shown.txt
    diff shown.txt printed.txt
}

@test "scale: the simulation cuts as benchrun does" {
    for number in 1 2 3; do
        measure -q "$CLI_PROGRAMS/gate" "$PROGRAMS/good" --shard "$number/3" -o "p$number.json" >/dev/null
        # A plan is called by its last arm; each arm has a budget of 1 s.
        json "p$number.json" 'chr(10).join("%d %s" % (r["part"]["number"], c["id"]) for c in r["results"] if not c["id"].startswith("good/direct"))'
    done | sort >cut.txt
    printf '%s\n' "1 before/one" "1 gate/one" "1 after/one" "2 good/twice/n:16" "2 good/twice/n:64" |
        "$SOURCE/scripts/simulate_shards" --cut 3 | sort | diff cut.txt -
}
