#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `benchrun run`: what is measured, where, and in which order.
load helpers

@test "run: measures every case and saves one file" {
    apart measure "$PROGRAMS/good"
    expect_status 0
    expect_output "4 measured"
    expect_error "benchrun: saved benchrun-out/"
    [ "$(find benchrun-out -name '*.json' | wc -l)" -eq 1 ]
    [ -z "$(find benchrun-out -name '*.journal')" ]
    file=$(echo benchrun-out/*.json)
    [ "$(json "$file" '[x["status"] for x in r["results"]] == ["ok"] * 4')" = True ]
    [ "$(json "$file" '[x["id"] for x in r["results"]]')" = "['good/direct/n:16', 'good/direct/n:64', 'good/twice/n:16', 'good/twice/n:64']" ]
    [ "$(json "$file" '[x["baseline"] for x in r["comparisons"]]')" = "['good/direct/n:16', 'good/direct/n:64']" ]
}

@test "run: --samples and --processes are kept to the letter" {
    apart benchrun run --cpu none --samples 12 --processes 3 -o r.json "$PROGRAMS/good"
    expect_status 0
    [ "$(json r.json '{len(x["processes"]) for x in r["results"]}')" = "{3}" ]
    [ "$(json r.json '{len(p["samples_ns"]) for x in r["results"] for p in x["processes"]}')" = "{4}" ]
    [ "$(json r.json '{x["ended_by"] for x in r["results"]}')" = "{'count'}" ]
}

@test "run: fixed iterations are kept to the letter" {
    apart measure -o r.json "$CLI_PROGRAMS/order"
    expect_status 0
    [ "$(json r.json '{n for x in r["results"] for p in x["processes"] for n in p["sample_iterations"]}')" = "{100}" ]
}

@test "run: -f and --tag select what is measured" {
    apart measure -o r.json -f 'good/*/n:64' "$PROGRAMS/good"
    expect_status 0
    [ "$(json r.json '[x["id"] for x in r["results"]]')" = "['good/direct/n:64', 'good/twice/n:64']" ]
    apart measure -o t.json --tag slow "$CLI_PROGRAMS/order"
    [ "$(json t.json '[x["id"] for x in r["results"]]')" = "['order/c']" ]
}

@test "run: nothing selected ends with 4 and writes nothing" {
    apart measure -f 'nothing*' "$PROGRAMS/good"
    expect_status 4
    expect_error "none of 4 cases matches 'nothing*'"
    mkdir empty
    apart measure empty
    expect_status 4
    [ ! -e benchrun-out ]
}

@test "run: no suite, and a program that is not one" {
    apart measure
    expect_status 2
    expect_error "name a suite"
    for word in /bin/true /bin/cat ./nowhere; do
        apart measure --timeout 5 $word
        expect_status 3
        expect_error "$word"
    done
    [ ! -e benchrun-out ]
}

@test "run: the same seed gives the same order, another seed another" {
    for run in 1:7 2:7 3:8; do
        ORDER=$PWD/order.${run%:*} benchrun run --cpu none --samples 12 --processes 3 -q \
            --seed "${run#*:}" -o r.${run%:*}.json "$CLI_PROGRAMS/order" >/dev/null
    done
    [ "$(wc -c <order.1)" -gt 48 ]
    cmp order.1 order.2
    refute cmp -s order.1 order.3
    [ "$(json r.1.json 'r["run"]["seed"]')" -eq 7 ]
    [ "$(json r.1.json '[[p["pid_seed"] for p in x["processes"]] for x in r["results"]]')" = \
        "$(json r.2.json '[[p["pid_seed"] for p in x["processes"]] for x in r["results"]]')" ]
}

@test "run: rounds mirror each other" {
    ORDER=$PWD/order measure --no-check -q -o r.json "$CLI_PROGRAMS/order" >/dev/null
    # A process: first calls, warm-ups, a round and its mirror image.
    [ "$(/usr/bin/python3 -c '
text = open("order").read()
rounds = [text[i:i + 4] for i in range(0, len(text), 4)]
print(len(rounds), all(sorted(r) == list("abcd") for r in rounds),
      rounds[3] == rounds[2][::-1], rounds[7] == rounds[6][::-1])')" = "8 True True True" ]
}

@test "run: --cpu none pins nothing" {
    apart benchrun run --samples 2 --processes 2 --cpu none -o r.json "$PROGRAMS/good"
    expect_status 0
    [ "$(json r.json '"cpu" in r["run"]')" = False ]
}

@test "run: --cpu N measures there" {
    cpu=$(/usr/bin/python3 -c 'import os; print(max(os.sched_getaffinity(0)))')
    apart benchrun run --samples 2 --processes 2 --cpu "$cpu" -o r.json "$PROGRAMS/good"
    expect_status 0
    [ "$(json r.json 'r["run"]["cpu"]')" -eq "$cpu" ]
}

@test "run: a CPU that does not exist, and a word that is not a CPU" {
    apart benchrun run --samples 2 --processes 2 --cpu 60000 "$PROGRAMS/good"
    expect_status 2
    expect_error "cannot run on CPU 60000"
    expect_error "try --cpu auto or --cpu none"
    for word in fast -1 1.5 70000 ''; do
        apart benchrun run --samples 2 --processes 2 --cpu="$word" "$PROGRAMS/good"
        expect_status 2
        expect_error "--cpu must be auto, none or the number of a CPU, not '$word'"
    done
    [ ! -e benchrun-out ]
}

@test "run: two on one CPU, and the second waits and says so" {
    cpu=$(/usr/bin/python3 -c 'import os; print(max(os.sched_getaffinity(0)))')
    # shellcheck disable=SC2030,SC2031 # each test has its own
    export GATE=$PWD/gate
    touch gate
    "$BENCHRUN_PROGRAM" run --samples 2 --processes 2 --cpu "$cpu" -q -o first.json "$CLI_PROGRAMS/gate" >first.txt 2>&1 3>&- &
    first=$!
    wait_for test -s gate.pid
    "$BENCHRUN_PROGRAM" run --samples 2 --processes 2 --cpu "$cpu" -o second.json "$PROGRAMS/good" >second.txt 2>&1 3>&- &
    second=$!
    wait_for grep -q "waiting for process [0-9]*, which is measuring on CPU $cpu" second.txt
    [ ! -e second.json.journal ]
    rm gate
    wait $first
    wait $second
    [ "$(json second.json 'len(r["results"])')" -eq 4 ]
}

@test "run: --cpu auto takes another CPU where one is free, and says so" {
    # All but one of our CPUs are kept by others, as far as they let us.
    [ "$(/usr/bin/python3 -c 'import os; print(len(os.sched_getaffinity(0)))')" -ge 2 ] || skip "a single CPU"
    cpus=$(/usr/bin/python3 -c 'import os; print(*sorted(os.sched_getaffinity(0)))')
    # shellcheck disable=SC2030,SC2031 # each test has its own
    export GATE=$PWD/gate
    touch gate
    "$BENCHRUN_PROGRAM" run --samples 2 --processes 2 --cpu auto -q -o first.json "$CLI_PROGRAMS/gate" >first.txt 2>&1 3>&- &
    first=$!
    wait_for test -s gate.pid
    "$BENCHRUN_PROGRAM" run --samples 2 --processes 2 --cpu auto -o second.json "$PROGRAMS/good" >second.txt 2>&1 3>&- &
    second=$!
    wait_for grep -qE 'saved second.json|waiting: ' second.txt
    rm gate
    wait $first
    wait $second
    one=$(json first.json 'r["run"]["cpu"]')
    other=$(json second.json 'r["run"]["cpu"]')
    [[ " $cpus " == *" $other "* ]]
    # The same CPU again is only had by waiting.
    [ "$one" -ne "$other" ] || grep -q 'waiting: ' second.txt
}

@test "run: --launcher puts words before the suite" {
    apart measure --launcher env -o env.json "$PROGRAMS/good"
    expect_status 0
    apart measure --launcher 'nice -n 5' -o nice.json "$PROGRAMS/good"
    expect_status 0
    expect_output "4 measured"
    # shellcheck disable=SC2016 # the launcher is to expand it
    printf '#!/bin/sh\nprintf "%%s\\n" "$0 $1" >>%s/launched\nexec "$@"\n' "$PWD" >'my launcher'
    chmod +x 'my launcher'
    apart measure --launcher "'$PWD/my launcher'" -o my.json "$PROGRAMS/good"
    expect_status 0
    grep -q "my launcher $PROGRAMS/good" launched
}

@test "run: a launcher that is missing or not closed in its quotes is named" {
    apart measure --launcher missing-launcher "$PROGRAMS/good"
    expect_status 3
    expect_error "missing-launcher"
    apart measure --launcher "'open" "$PROGRAMS/good"
    expect_status 2
    expect_error "--launcher"
}

@test "run: a suite run by hand hands itself over" {
    BENCHRUN=$BENCHRUN_PROGRAM apart "$PROGRAMS/good" -f 'good/*/n:16' --cpu none --samples 2 --processes 2 -o hand.json
    expect_status 0
    expect_output "2 measured"
    [ "$(json hand.json 'len(r["results"])')" -eq 2 ]
    mkdir bin
    ln -s "$BENCHRUN_PROGRAM" bin/benchrun
    PATH=$PWD/bin:$PATH apart "$PROGRAMS/good" -f 'good/*/n:16' --cpu none --samples 2 --processes 2 -o path.json
    expect_status 0
    BENCHRUN=$BENCHRUN_PROGRAM apart "$PROGRAMS/good" --nonsense
    expect_status 2
}

@test "run: a suite run by hand without benchrun says what to do in one line" {
    mkdir empty
    apart env PATH="$PWD/empty" "$PROGRAMS/good"
    expect_status 2
    [ "$(wc -l <stderr.txt)" -eq 1 ]
    expect_error "put benchrun on the PATH, or set BENCHRUN to its path"
    BENCHRUN=/nowhere/benchrun apart "$PROGRAMS/good"
    expect_status 2
    expect_error "'/nowhere/benchrun' cannot be started"
}

@test "run: a verdict that is unclear for a reason says the reason" {
    apart measure -o r.json "$PROGRAMS/good"
    expect_status 0
    # On a busy machine it is another reason.
    grep -qE '^warning: unclear: (fewer than [0-9]+ processes|too many rounds disturbed) \(good/twice' stdout.txt
}

@test "run: --no-check measures an alternative with a wrong output" {
    apart measure -f 'lie/wrong_output' -f lie/good -o r.json "$PROGRAMS/lie"
    expect_status 1
    expect_output "wrong output: 43, but"
    apart measure --no-check -f 'lie/wrong_output' -f lie/good -o n.json "$PROGRAMS/lie"
    expect_status 0
    expect_output "2 measured"
}

@test "run: the budget and the precision end a run" {
    apart benchrun run --cpu none --time 0.05 --processes 5 --precision 0 -o time.json "$PROGRAMS/good"
    expect_status 0
    [ "$(json time.json '{x["ended_by"] for x in r["results"]}')" = "{'budget'}" ]
    apart benchrun run --cpu none --time 1 --processes 20 --precision 100 -o precise.json "$PROGRAMS/good"
    expect_status 0
    [ "$(json precise.json '{x["ended_by"] for x in r["results"]}')" = "{'precision'}" ]
}

@test "run: what keeps several CPUs busy may use all of them, and the report says when that is mixed" {
    cpu=$(/usr/bin/python3 -c 'import os; print(max(os.sched_getaffinity(0)))')
    n=$(/usr/bin/python3 -c 'import os; print(len(os.sched_getaffinity(0)))')
    apart benchrun run --samples 2 --processes 2 --cpu "$cpu" -o r.json "$PROGRAMS/spread"
    expect_status 0
    [ "$(json r.json '[x["metrics"]["cpus"]["value"] for x in r["results"]]')" = "[1.0, $n.0, $n.0, $n.0]" ]
    [ "$(json r.json '[x.get("all_cpus", False) for x in r["results"]]')" = "[False, True, True, True]" ]
    [ "$n" -eq 1 ] || expect_output "may use every CPU, but compared with a case pinned to one"
    apart taskset -c "$cpu" "$BENCHRUN_PROGRAM" run --samples 2 --processes 2 --cpu "$cpu" "$PROGRAMS/spread"
    expect_output "should keep several CPUs busy, but benchrun may use only one"
}
