#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Cases with more parameters than one.
load helpers

make_params_suite() {
    local program=$1
    shift
    cc -O2 -I "$SOURCE/include" "$SOURCE/tests/cli/params.c" "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" "$@" -o "$program"
}

@test "params: a case for each combination, selected by the parts of its id" {
    make_params_suite suite
    [ "$(benchrun list ./suite -f product | grep -c n:)" -eq 8 ]
    benchrun list ./suite | grep -q "three/all/2/10/z:-7"
    benchrun list ./suite | grep -q "three/all/1/0/z:-7"
    benchrun list ./suite | grep -q "named/length/a word"
    apart benchrun run --cpu none --samples 4 --processes 2 -q -o r.json ./suite
    expect_status 0
    [ "$(json r.json '{c["id"]: c["metrics"]["product"]["value"] for c in r["results"] if c["id"].startswith("params/product/n:200")}')" = \
        "{'params/product/n:200/k:1': 200.0, 'params/product/n:200/k:2': 400.0, 'params/product/n:200/k:3': 600.0, 'params/product/n:200/k:4': 800.0}" ]
    [ "$(json r.json '[c["metrics"]["sum"]["value"] for c in r["results"] if c["group"] == "three"]')" = "[4.0, -6.0, 5.0, -5.0]" ]
    [ "$(json r.json '[c["metrics"]["length"]["value"] for c in r["results"] if c["group"] == "named"]')" = "[0.0, 9.0]" ]
    # Compared at the same values of all of them alone.
    [ "$(json r.json 'all(c["id"].replace("half", "product") == c["baseline"] for c in r["comparisons"] if "half" in c["id"])')" = True ]
}

@test "params: a chart over each that is a number" {
    make_params_suite suite
    apart benchrun run --cpu none --samples 4 --processes 2 -q --plot plots -o r.json -o r.html -f params ./suite
    expect_status 0
    [ -s plots/params-over-k.svg ]
    grep -q 'half/n:100' plots/params-over-k.svg
    benchrun report r.json | grep -q "product/k:2"
}

@test "params: a name that cannot be part of an id fails its case" {
    make_params_suite suite -DBAD_NAME
    apart benchrun list ./suite -f named
    expect_status 1
    expect_error "'named/bad/a/b' failed: invalid options: a name of its .params, .arg2_name or .arg3_name is empty or contains '/' or ':'"
}
