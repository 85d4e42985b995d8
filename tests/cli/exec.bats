#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Whole commands. None of these tests says how long anything takes.
# shellcheck disable=SC2016 # what is not expanded here a shell of exec expands, or none
load helpers

WORK=$CLI_PROGRAMS/work

exec_() {
    apart benchrun exec --cpu none --width 400 "$@"
}

# A metric of each case in r.json.
metrics_of() {
    json r.json '[c["metrics"]["'"$1"'"]["value"] for c in r["results"]]'
}

holds() {
    [ "$(json r.json "bool($1)")" = True ] || fail "not so in r.json: $1"
}

@test "exec: several commands are compared with the first; nothing is kept" {
    exec_ -r 3 true "sh -c 'exit 0'" "$WORK compute 1"
    expect_status 0
    expect_output "Per run, of 3."
    expect_output "baseline"
    grep -q '^true ' stdout.txt
    grep -q "^sh -c 'exit 0' " stdout.txt
    rm std*.txt
    [ -z "$(ls -A)" ] || fail "it left $(ls -A)"
}

@test "exec: as many runs as asked for, each counted, of 1 and of many" {
    for n in 1 2 7; do
        exec_ -r $n -o r.json true false -i
        expect_status 0
        holds "[sum(len(p['samples_ns']) for p in c['processes']) for c in r['results']] == [$n, $n]"
        holds "all(c['summary']['n'] == $n and c['summary']['disturbed'] == 0 for c in r['results'])"
    done
    exec_ -r 600 -q -o r.json true
    holds "sum(len(p['samples_ns']) for p in r['results'][0]['processes']) == 600"
}

@test "exec: peak memory is that of the command" {
    exec_ -r 3 -o r.json "$WORK touch 50" "$WORK touch 1"
    expect_status 0
    expect_between "$(metric_of "exec/$WORK touch 50" peak_resident)" "50 * 2**20" "70 * 2**20"
    expect_between "$(metric_of "exec/$WORK touch 1" peak_resident)" "2**19" "20 * 2**20"
    holds 'all(len(p["samples_peak_bytes"]) == len(p["samples_ns"]) for c in r["results"] for p in c["processes"])'
}

@test "exec: user and system time are apart" {
    exec_ -r 3 -o r.json "$WORK compute 300" "$WORK kernel 3000"
    expect_status 0
    expect_between "$(metric_of "exec/$WORK compute 300" user_time)" "5 * $(metric_of "exec/$WORK compute 300" system_time)" 1e12
    expect_between "$(metric_of "exec/$WORK kernel 3000" system_time)" "2 * $(metric_of "exec/$WORK kernel 3000" user_time)" 1e12
    # CPU time is part of the wall time of one thread, apart from what the clocks differ by.
    holds 'all(c["metrics"]["user_time"]["value"] + c["metrics"]["system_time"]["value"] < 1.1 * c["summary"]["mean_ns"] + 1e7 for c in r["results"])'
}

@test "exec: starting an empty process is measured too" {
    exec_ -r 3 -o r.json true --columns case,median,start-up
    expect_status 0
    expect_output "start-up"
    holds '0 < r["results"][0]["metrics"]["startup_time"]["value"] < 1e10'
    holds 'all(p["floor_ns"] > 0 for p in r["results"][0]["processes"])'
}

@test "exec: a failure is a failed case, with the exit code and what was said" {
    exec_ -r 3 "$WORK exit 3" true
    expect_status 1
    expect_output "exited with code 3; its last output:"
    expect_output "work: exits with 3"
    expect_output "1 measured, 1 failed"
    exec_ -r 3 "$WORK die 11"
    expect_status 1
    expect_output "ended by SIGSEGV"
}

@test "exec: --ignore-failure counts it, with its exit code" {
    exec_ -i -r 3 -o r.json "$WORK exit 3" "$WORK die 11" true
    expect_status 0
    [ "$(metrics_of exit_code)" = "[3.0, 139.0, 0.0]" ]
    expect_output "3 of 3 runs failed, but count (--ignore-failure)"
}

@test "exec: without a shell words are split as a shell does, and what needs one is refused" {
    exec_ -r 1 --output out "printf '%s|' a\\ b 'c  d' \"e'f\" ''"
    expect_status 0
    [ "$(cat out)" = "a b|c  d|e'f||" ]
    for text in 'ls | wc' 'ls > f' 'ls; ls' 'echo $HOME' 'echo "$HOME"' 'ls *.c' 'echo `id`' 'cat ~/f' 'a & b' '(ls)'; do
        exec_ -r 1 "$text"
        expect_status 2
        expect_error "which only a shell understands: add --shell, or put it in quotes"
    done
    exec_ -r 1 'A=1 ls'
    expect_status 2
    expect_error "begin with env"
    exec_ -r 1 $'ls\nls'
    expect_status 2
    expect_error "several lines"
    exec_ -r 1 "printf '%s' 'a|b' \"c>d\" e\\;f"
    expect_status 0
}

@test "exec: --shell" {
    exec_ -r 2 --shell --output out 'echo a | tr a b; exit $((1 - 1))'
    expect_status 0
    [ "$(cat out)" = b ]
    exec_ -r 2 --shell='bash --norc' --output out 'x=(1 2); echo ${#x[@]}'
    expect_status 0
    [ "$(cat out)" = 2 ]
    exec_ -r 2 --shell 'exit 4'
    expect_status 1
    expect_output "exited with code 4"
    exec_ -r 2 --shell=no-such-shell true
    expect_status 2
    expect_error "there is no program 'no-such-shell' in PATH"
}

@test "exec: warm-ups, preparation, set-up and clean-up run in their order" {
    exec_ -r 3 -w 2 --shell -s 'echo setup >>log' -p 'echo prepare >>log' -c 'echo cleanup >>log' 'echo run >>log'
    expect_status 0
    { echo setup; for _ in 1 2 3 4 5; do printf 'prepare\nrun\n'; done; echo cleanup; } >wanted
    diff wanted log
}

@test "exec: each command may have a preparation of its own, or all have one" {
    exec_ -r 2 --shell -p 'echo for A >>log' -p 'echo for B >>log' 'echo A >>log' 'echo B >>log'
    expect_status 0
    [ "$(grep -A1 'for A' log | grep -cx A)" = 2 ]
    [ "$(grep -A1 'for B' log | grep -cx B)" = 2 ]
    exec_ -r 2 -p true -p true true true true
    expect_status 2
    expect_error "--prepare is given 2 times for 3 commands: give it once, or once for each"
}

@test "exec: commands run in turn, and not always the same first" {
    exec_ -r 40 --shell 'echo A >>log' 'echo B >>log'
    expect_status 0
    [ "$(wc -l <log)" = 80 ]
    paste -d '' - - <log | sort -u >pairs
    [ "$(cat pairs)" = "$(printf 'AB\nBA')" ] || fail "$(cat log)"
}

@test "exec: what a set-up or preparation says when it fails" {
    exec_ -r 2 --setup "$WORK exit 5" true
    expect_status 3
    expect_error "--setup: '$WORK exit 5' exited with code 5; its last output:"
    expect_error "work: exits with 5"
    exec_ -r 2 --shell --cleanup 'echo bad >&2; exit 6' true
    expect_status 3
    expect_error "exited with code 6"
    expect_error "bad"
    exec_ -r 2 --prepare "$WORK exit 7" true
    expect_status 1
    expect_output "--prepare: exited with code 7"
}

@test "exec: a program that the set-up makes need not be there before" {
    exec_ -r 2 --shell='sh' --setup 'printf "#!/bin/sh\n" >made; chmod +x made' ./made
    expect_status 0
    rm made
    exec_ -r 2 --setup "cp $WORK made" './made compute 1'
    expect_status 0
}

@test "exec: stdin is empty, or a file from its start" {
    exec_ -r 2 --output out cat
    expect_status 0
    [ ! -s out ]
    printf 'one\ntwo\n' >in
    exec_ -r 3 --input in --output out cat 'head -c 3'
    expect_status 0
    exec_ -r 3 --input in --output out cat
    diff in out
    exec_ --input no-such-file cat
    expect_status 2
    expect_error "--input: cannot read 'no-such-file': No such file or directory"
    exec_ --input . cat
    expect_status 2
    expect_error "'.' is a folder"
}

@test "exec: stdout goes nowhere, to benchrun's own, or to a file" {
    exec_ -r 2 "$WORK exit 0" 'echo hidden-word'
    [ "$(grep -cx hidden-word stdout.txt)" = 0 ]
    [ "$(grep -cx 'work: exits with 0' stderr.txt)" = 0 ]
    exec_ -r 2 --output inherit "$WORK exit 0" 'echo shown-word'
    expect_status 0
    [ "$(grep -cx shown-word stdout.txt)" = 2 ]
    [ "$(grep -cx 'work: exits with 0' stderr.txt)" = 2 ]
    exec_ --output . true
    expect_status 2
    expect_error "--output: cannot write '.': Is a directory"
    exec_ --output no/such/folder true
    expect_status 2
    expect_error "--output: cannot write 'no/such/folder'"
}

@test "exec: a scan is an argument of the case, with a chart over it" {
    exec_ -r 3 -o r.json -P n 10 30 -D 10 'seq {n}' 'seq 1 {n}'
    expect_status 0
    [ "$(json r.json '[(c["name"], c["arg"], c["arg_name"], c["command"], c["parameters"]) for c in r["results"]][:2]')" = \
        "[('seq {n}', 10, 'n', 'seq 10', {'n': '10'}), ('seq {n}', 20, 'n', 'seq 20', {'n': '20'})]" ]
    [ "$(json r.json '[c["id"] for c in r["comparisons"]]')" = "['exec/seq 1 {n}/n:10', 'exec/seq 1 {n}/n:20', 'exec/seq 1 {n}/n:30']" ]
    exec_ -r 3 --plot charts -P n 1 6 'seq {n}'
    expect_status 0
    [ -s charts/exec-over-n.svg ]
}

@test "exec: decimals, texts and products" {
    exec_ -r 1 -o r.json -P d 0.1 0.3 -D 0.1 'echo {d}'
    [ "$(json r.json '[c["command"] for c in r["results"]]')" = "['echo 0.1', 'echo 0.2', 'echo 0.3']" ]
    exec_ -r 1 -o r.json -L tool cat,'sort -r' -L n 1,2 --input /dev/null '{tool} -- /dev/null' 'echo {n}'
    expect_status 0
    [ "$(json r.json 'sorted({c["command"] for c in r["results"]})')" = "['cat -- /dev/null', 'echo 1', 'echo 2', 'sort -r -- /dev/null']" ]
    holds '[c["parameters"] for c in r["results"] if c["command"].startswith("sort")] == [{"tool": "sort -r", "n": n} for n in "12"]'
    # A value that looks like another parameter stays what it is.
    exec_ -r 1 --output out -L a '{b}' -L b x 'echo "{a}" {b}'
    expect_status 0
    [ "$(cat out)" = '{b} x' ]
}

@test "exec: parameters that make no sense" {
    local -a bad=(
        "-P n 5 1" "MIN may not be above MAX"
        "-P n 1 5 -D 0" "the step must be above 0"
        "-P n a 5" "must be numbers"
        "-P n 1 1e9" "must be numbers"
        "-P n 1 99999999" "has more than 1000 values"
        "-P n 1 40 -P m 1 40" "more than 1000 combinations"
        "-L n 1,1" "has '1' twice"
        "-L n 1 -L n 2" "the parameter 'n' is given twice"
        "-L n/m 1" "consists of letters, digits, _ and -"
        "-L m 1" "'true {n}' has {n}, but there is no such parameter"
        "-L n 1 -L m 1" "no command has {m}"
        "-L n 1 -D 1" "--parameter-step needs a --parameter-scan"
    )
    for ((i = 0; i < ${#bad[@]}; i += 2)); do
        # shellcheck disable=SC2086 # words
        exec_ ${bad[i]} 'true {n}'
        expect_status 2
        expect_error "${bad[i + 1]}"
    done
    exec_ 'true {n}' -P n 1
    expect_status 2
    expect_error "--parameter-scan needs a name and two numbers"
    exec_ -r 1 "printf '{n}' \"{n}\""
    expect_status 0
}

@test "exec: bad commands are refused before anything runs" {
    mkdir folder
    touch plain
    local -a bad=(
        "" "a command is empty"
        "no-such-program x" "there is no program 'no-such-program' in PATH"
        "./no-such-file" "cannot run './no-such-file': No such file or directory"
        "./folder" "'./folder' is a folder, not a program"
        "./plain" "cannot run './plain': Permission denied; make it executable (chmod +x)"
        "echo 'a" "has a quote that is not closed"
        "'' a" "has an empty program name"
    )
    for ((i = 0; i < ${#bad[@]}; i += 2)); do
        exec_ -r 1 true "${bad[i]}"
        expect_status 2
        expect_error "${bad[i + 1]}"
    done
    exec_
    expect_status 2
    expect_error "name a command, as one word in quotes"
    printf '\177ELF' >broken
    chmod +x broken
    exec_ -r 1 ./broken
    expect_status 1
    expect_output "cannot start './broken': Exec format error"
}

@test "exec: a command that takes too long is ended with its children" {
    exec_ -r 2 --timeout 3 "sh -c 'MARK=exec-timeout-$$ sleep 1000; true'" true
    expect_status 3
    expect_output "no answer within 3 s (--timeout)"
    wait_for is_free_of "exec-timeout-$$"
}

@test "exec: what commands leave behind is ended" {
    MARK=exec-left-$$ exec_ -r 4 "$WORK leave 0" "$WORK leave 1"
    expect_status 0
    wait_for is_free_of "exec-left-$$"
}

has_two_runs() {
    [ "$(grep -c run log 2>/dev/null || echo 0)" -ge 8 ]
}

@test "exec: Ctrl-C keeps what is measured, cleans up and leaves no process" {
    MARK=exec-stopped-$$ start_in_background exec --cpu none --shell -r 1000000 -o r.json --cleanup 'touch cleaned' 'echo run >>log; sleep 0.01'
    wait_for has_two_runs
    stop_by INT
    expect_status 130
    expect_output "1 measured"
    expect_error "saved r.json"
    expect_no_error "--resume"
    [ -e cleaned ]
    holds 'len(r["results"][0]["processes"]) > 0'
    wait_for is_free_of "exec-stopped-$$"
    [ ! -e r.json.journal ]
    apart benchrun report r.json
    expect_status 0
}

@test "exec: Ctrl-C before anything is measured ends the command at once" {
    MARK=exec-early-$$ start_in_background exec --cpu none --shell 'touch began; sleep 1000' -o r.json
    wait_for test -e began
    stop_by INT
    expect_status 130
    wait_for is_free_of "exec-early-$$"
    exec_ -r 1 true -o r.json # no journal is in the way
    expect_status 0
}

@test "exec --compare: twice the work is slower, the same is not" {
    exec_ --compare --time 10 "$WORK compute 4" "$WORK compute 8" -o r.json
    expect_status 1
    expect_output "1 regression"
    [ "$(json r.json '[c["verdict"] for c in r["comparisons"]]')" = "['slower']" ]
    exec_ --compare --time 10 "$WORK compute 8" "$WORK compute 4"
    expect_status 0
    expect_output "1 improvement"
    exec_ --compare --time 1 --alpha 0.0001 "$WORK compute 1" "$WORK compute 1"
    expect_status 0
    expect_output "0 regressions"
    exec_ --compare --time 10 --margin 900 "$WORK compute 4" "$WORK compute 8"
    expect_status 0
}

@test "exec --compare: the saved file is a comparison; peak memory can fail it" {
    exec_ --compare -r 12 -o r.json --fail-on peak_resident "$WORK touch 4" "$WORK touch 40"
    expect_status 1
    apart benchrun report r.json
    expect_output "base $WORK touch 4"
    expect_output "head $WORK touch 40"
    expect_output "peak resident worse in 1 case"
    holds '[c["command"].split()[-1] for side in ("base", "head") for c in r["results"] if c["side"] == side] == ["4", "40"]'
    exec_ --compare true
    expect_status 2
    expect_error "--compare needs two commands"
}

@test "exec --compare: over a parameter" {
    exec_ --compare -r 3 -o r.json -P n 1 2 -L x a,b 'echo {n} {x}' 'printf {n} {x}'
    expect_status 0
    [ "$(json r.json 'sorted(c["id"] for c in r["comparisons"])')" = \
        "['exec/x=a/n:1', 'exec/x=a/n:2', 'exec/x=b/n:1', 'exec/x=b/n:2']" ]
}

@test "exec: hyperfine's file has what hyperfine's own has" {
    local -a commands=(-P n 1 2 'sleep 0.0{n}' "$WORK exit {n}")
    hyperfine -N -i -r 3 --export-json h.json "${commands[@]}" >/dev/null 2>&1
    exec_ -i -r 3 --format hyperfine -o ours.json "${commands[@]}" -q
    expect_status 0
    /usr/bin/python3 - <<'PY'
import json
theirs, ours = (json.load(open(name))["results"] for name in ("h.json", "ours.json"))
assert sorted(r["command"] for r in theirs) == sorted(r["command"] for r in ours)
for one in theirs:
    other = next(r for r in ours if r["command"] == one["command"])
    assert set(one) - set(other) == set(), set(one) - set(other)
    for key in one:
        assert type(one[key]) is type(other[key]), key
    for key in ("times", "exit_codes", "memory_usage_byte"):
        assert len(other[key]) == 3, key
    assert one["exit_codes"] == other["exit_codes"] and one["parameters"] == other["parameters"]
    assert min(other["times"]) == other["min"] and max(other["times"]) == other["max"]
    assert abs(sum(other["times"]) / 3 - other["mean"]) < 1e-6 * other["mean"]
    if "sleep" in one["command"]:
        assert other["min"] >= 0.01 and 0.1 < one["mean"] / other["mean"] < 10
PY
    # What its script of parameters reads.
    [ "$(json ours.json '[(float(x["parameters"]["n"]), x["mean"] > 0, x["stddev"] >= 0) for x in r["results"]]')" = \
        "[(1.0, True, True), (2.0, True, True), (1.0, True, True), (2.0, True, True)]" ]
    exec_ -r 1 --format hyperfine true -q
    [ "$(json stdout.txt 'r["results"][0]["stddev"]')" = None ]
}

@test "exec: a saved run is read again with all it had" {
    exec_ -i -r 3 -o r.json -L n 1,2 "$WORK exit {n}"
    benchrun report r.json -o again.json -q >/dev/null
    [ "$(json r.json 'rounded(r["results"])')" = "$(json again.json 'rounded(r["results"])')" ]
    [ "$(benchrun report --format hyperfine r.json)" = "$(benchrun report --format hyperfine again.json)" ]
    for format in csv markdown html gbench go pyperf junit tap otava openmetrics; do
        apart benchrun report --format $format r.json
        expect_status 0
    done
}

@test "exec: hostile commands are shown harmlessly" {
    local text=$'printf \'\e[31m%s\' "<script>" \'::error::x\' \'](x)\' \'\u202e\''
    exec_ -r 1 "$text" -o r.json -o page.html
    expect_status 0
    refute grep -q $'\e' stdout.txt
    refute grep -q '<script>"' page.html
    exec_ -r 1 $'sh -c \'printf "\\033[31mbad" >&2; exit 1\''
    expect_status 1
    refute grep -q $'\e' stdout.txt
}

@test "exec: the same command twice has two names" {
    exec_ -r 2 true true -o r.json
    [ "$(json r.json '[c["id"] for c in r["results"]]')" = "['exec/true', 'exec/true #2']" ]
}

@test "exec: the name of a long command is shortened, and the command is kept" {
    long=$(printf '%9000s' '' | tr ' ' x)
    exec_ -r 2 "true $long" "true ${long}y" -o r.json
    expect_status 0
    [ "$(json r.json '[(len(c["id"]) < 4096, c["id"][-4:], len(c["command"])) for c in r["results"]]')" = \
        "[(True, 'xxx…', 9005), (True, '… #2', 9006)]" ]
    apart benchrun report r.json
    expect_status 0
}

@test "exec: slow commands run a few times, whatever the budget" {
    exec_ --time 0.001 'sleep 0.2' -o r.json
    expect_status 0
    expect_output "Per run, of 3."
    expect_output "only 3 runs fit in the budget; a larger --time, or --runs, makes it surer"
}

@test "exec: on one CPU" {
    cpu=$(/usr/bin/python3 -c 'import os; print(max(os.sched_getaffinity(0)))')
    exec_ -r 2 --cpu "$cpu" --output out /usr/bin/python3\ -c\ "'import os; print(os.sched_getaffinity(0))'"
    expect_status 0
    [ "$(cat out)" = "{$cpu}" ]
}

@test "exec: a command finds the environment that benchrun found" {
    exec_ -r 1 --output out env
    expect_status 0
    [ "$(grep -c '^BENCHRUN_TIMEOUT\|^BENCHRUN_CPUS' out)" = 0 ]
    # Nor any open file but its three streams.
    exec_ -r 1 --output out 'ls /proc/self/fd'
    [ "$(sort -n out | tr '\n' ' ')" = "0 1 2 3 " ]
}

@test "exec: the worker is a part of benchrun" {
    apart "$BUILD/framework/harness/benchrun-commands"
    expect_status 2
    expect_error "use 'benchrun exec'"
}
