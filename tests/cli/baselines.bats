#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Runs that are kept by name: benchrun run --save-baseline NAME, benchrun compare NAME.
load helpers

# Enough processes for a verdict, and few samples: other tests run at the same time.
few=(--cpu none --samples 24 --processes 8)

save() {
    apart benchrun run "${few[@]}" --save-baseline "$@"
}

compare() {
    apart benchrun compare "${few[@]}" "$@"
}

@test "baselines: suites are compared with a run that was kept by name" {
    make_suite base
    make_suite head -DFACTOR=20
    save main base
    expect_status 0
    expect_error "saved baseline 'main'; to compare with it: benchrun compare main"
    compare main head -o out.json
    expect_status 1
    expect_output "base main"
    expect_output "head head"
    expect_output "1 regression (planted/slowed"
    [ "$(json out.json '[c["pairing"] for c in r["comparisons"]]')" = "['unpaired', 'unpaired']" ]
    [ "$(json out.json 'len(r["results"]) + len(r["base"] if "base" in r else [])')" -ge 2 ]
}

@test "baselines: of two, and of a baseline and a result file" {
    make_suite base
    make_suite head -DFACTOR=20
    save old base
    save new head -o new.json
    compare old new --fail-on never
    expect_output "1 regression (planted/slowed"
    compare old new.json -f left_alone
    expect_status 0
    expect_output "planted/left_alone"
    [[ $output != *planted/slowed* ]] || fail "the pattern selects nothing"
    compare new.json old --fail-on never
    expect_output "1 improvement"
    printf '[threshold "planted/slowed"]\nmargin = 90\n' >benchrun.ini
    compare old new -f slowed --fail-on never -o out.json
    [ "$(json out.json 'r["comparisons"][0]["margin"] >= 0.9')" = True ]
}

@test "baselines: next to benchrun.ini, whose suites are measured" {
    make_suite suite
    printf '[build]\nsuites = suite\n' >benchrun.ini
    git init -q .
    mkdir below
    cd below
    save main
    [ -f ../.benchrun/baselines/main.json ] || fail "not next to benchrun.ini"
    compare main --fail-on never
    expect_status 0
    expect_output "head the suites of benchrun.ini"
    [ "$(git -C .. status --porcelain .benchrun)" = "" ]
}

@test "baselines: cases of one side alone are listed, those that were not selected are not" {
    make_suite base -DREMOVED
    make_suite head
    save main base
    compare main head --fail-on never
    expect_output "removed (only in base): planted/removed"
    compare main head --fail-on never -f left_alone
    [[ $output != *removed* ]] || fail "not selected"
    save main head
    compare main base --fail-on never
    expect_output "added (only in head): planted/removed"
    compare main "$PROGRAMS/good"
    expect_status 4
    expect_error "'main' and the suites have no case in common"
}

@test "baselines: a path that exists wins, and a name that does not lists those that do" {
    make_suite base
    save b-2 base
    save a_1 base
    compare nothing base
    expect_status 2
    expect_error "no suite, folder or baseline is named 'nothing'; baselines: a_1, b-2"
    cp base a_1
    compare a_1
    expect_status 2
    expect_error "name BASE and HEAD"
    rm -r .benchrun
    compare nothing base
    expect_status 2
    expect_error "there are no baselines ('benchrun run --save-baseline NAME' saves one)"
    compare a.json base
    expect_status 2
    expect_error "No such file"
}

@test "baselines: hostile names are refused" {
    make_suite base
    for name in ../up . .. .hidden a/b 'a b' $'a\nb' "\$(id)" é '' "$(printf '%0101d' 0)"; do
        save "$name" base
        expect_status 2
        expect_error "the name of a baseline must be"
    done
    [ ! -e .benchrun ]
    compare ../up base
    expect_status 2
    expect_error "no suite, folder or baseline is named '../up'"
}

@test "baselines: one side alone cannot get other arguments" {
    make_suite base
    save main base
    compare main base --env-head WHO=head
    expect_status 2
    expect_error "'main' is a saved run"
}

@test "baselines: an interrupted run leaves the old one, and is kept once it is complete" {
    mkdir -p .benchrun/baselines
    echo old >.benchrun/baselines/main.json
    start_and_wait_at_the_gate --save-baseline main
    stop_by INT
    expect_status 130
    expect_error "the baseline 'main' is saved when the run is complete"
    [ "$(cat .benchrun/baselines/main.json)" = old ]
    rm gate
    apart benchrun run --resume
    expect_status 0
    expect_error "saved baseline 'main'"
    [ "$(json .benchrun/baselines/main.json 'len(r["results"])')" = 3 ]
}

@test "baselines: a folder that cannot be made is an error before anything is measured" {
    make_suite base
    echo file >.benchrun
    save main base
    expect_status 2
    expect_error "--save-baseline: "
    [ ! -e benchrun-out ]
}

@test "baselines: one of another machine is refused" {
    make_suite base
    save main base
    sed -i 's/"id": "[0-9a-f]\{16\}"/"id": "0123456789abcdef"/' .benchrun/baselines/main.json
    compare main base
    expect_status 2
    expect_error "different machines"
}
