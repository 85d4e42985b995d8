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

# A suite of planted times.
take_truth() {
    cc -O2 -I "$SOURCE/include" "$SOURCE/tests/cli/truth.c" "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o suite
    apart benchrun run --cpu none --samples 4 --processes 10 -q -o r.json "$@" ./suite
}

@test "params: fits are over the first, for each value of the others" {
    take_truth
    expect_status 0
    [ "$(json r.json '{(f["name"], f["variant"]): (f["complexity"], f["points"], round(f["scale_ns"], 2)) for f in r["fits"] if f["group"] == "two"}')" = \
        "{('linear', 'k:1'): ('O(n)', 5, 10.0), ('linear', 'k:2'): ('O(n)', 5, 20.0), ('linear', 'k:3'): ('O(n)', 5, 30.0), ('linear', 'k:20'): ('O(n)', 5, 200.0), \
('square', 'k:1'): ('O(n^2)', 5, 0.1), ('square', 'k:2'): ('O(n^2)', 5, 0.2), ('square', 'k:3'): ('O(n^2)', 5, 0.3), ('square', 'k:20'): ('O(n^2)', 5, 2.0), \
('fast', 'k:1'): ('O(n)', 5, 6.67), ('fast', 'k:2'): ('O(n)', 5, 13.33), ('fast', 'k:3'): ('O(n)', 5, 10.0), ('fast', 'k:20'): ('O(n)', 5, 66.67)}" ]
    [ "$(json r.json '{(f["name"], f["variant"]): (f["complexity"], round(f["scale_ns"]), round(f["offset_ns"])) for f in r["fits"] if f["group"] == "three" and f["name"] == "cube"}')" = \
        "{('cube', 'k:1/z:5'): ('O(n^3)', 5, 1000), ('cube', 'k:1/z:50'): ('O(n^3)', 50, 1000), ('cube', 'k:2/z:5'): ('O(n^3)', 5, 2000), ('cube', 'k:2/z:50'): ('O(n^3)', 50, 2000), \
('cube', 'k:3/z:5'): ('O(n^3)', 5, 3000), ('cube', 'k:3/z:50'): ('O(n^3)', 50, 3000), ('cube', 'k:4/z:5'): ('O(n^3)', 5, 4000), ('cube', 'k:4/z:50'): ('O(n^3)', 50, 4000)}" ]
    [ "$(json r.json 'sorted({f["complexity"] for f in r["fits"] if f["name"] == "flat"})')" = "['O(1)']" ]
    expect_output "linear/k:20 O(n)"
    expect_output "cube/k:4/z:50 O(n^3)"
}

@test "params: claims are judged at each combination, from the argument on that they name" {
    take_truth --claims -f two
    expect_status 1
    [ "$(json r.json '{c["id"][9:]: c["claim"] for c in r["comparisons"] if "claim" in c}')" = \
        "{'n:256/k:1': 'fails', 'n:256/k:2': 'fails', 'n:256/k:3': 'holds', 'n:256/k:20': 'holds', 'n:512/k:1': 'fails', 'n:512/k:2': 'fails', \
'n:512/k:3': 'holds', 'n:512/k:20': 'holds', 'n:1024/k:1': 'fails', 'n:1024/k:2': 'fails', 'n:1024/k:3': 'holds', 'n:1024/k:20': 'holds'}" ]
    tr '\n' ' ' <stdout.txt | grep -q 'claim fails: at least 2x claimed, 1.50x'
    take_truth --claims -f k:3 -f k:20 -f '!three'
    expect_status 0
    take_truth --claims -f three
    expect_status 1
    # At n = 8: 4 us and 400 times 5 ns to 4 us.
    [ "$(json r.json '[c["id"] for c in r["comparisons"] if c["claim"] == "fails"]')" = \
        "$(json r.json '[c["id"] for c in r["comparisons"] if c["ratio"] > 0.5]')" ]
    [ "$(json r.json 'sorted(c["id"][11:] for c in r["comparisons"] if c["claim"] == "fails")')" = \
        "['n:8/k:3/z:5', 'n:8/k:4/z:5']" ]
}

# The texts of a chart.
texts_of() {
    /usr/bin/python3 -c '
import re, sys
print(*(re.sub("<[^>]*>", "", text).strip() for text in re.findall("<text[^>]*>(.*?)</text>", open(sys.argv[1]).read(), re.S)), sep="\n")' "$1"
}

@test "params: charts over each parameter name all lines, and the alternative that wins" {
    take_truth --plot plots
    expect_status 0
    texts_of plots/two-over-k.svg >texts
    for n in 64 128 256 512 1024; do
        for name in linear square fast; do
            grep -qx "$name/n:$n" texts || fail "no $name/n:$n in: $(cat texts)"
        done
    done
    # square wins at n = 64 with k = 1 and 2.
    grep -qx "fast has the lowest median at 18 of 20 points" texts
    texts_of plots/two-over-n.svg >texts
    [ "$(grep -c '^[a-z]*/k:' texts)" -eq 12 ]
    grep -q '^square/k:20  O(n^2) ' texts
    texts_of plots/three-over-k.svg >texts
    [ "$(grep -c '^[a-z]*/n:[0-9]*/z:[0-9]*$' texts)" -eq 16 ]
    grep -qx "flat has the lowest median for every k" texts
    [ ! -e plots/three-over-z.svg ]
    texts_of plots/two-break-even.svg | grep -qx "square/k:20"
}

@test "params: an id selects its case, and not one with a longer number" {
    take_truth -f two/fast/n:1024/k:2
    expect_status 0
    [ "$(json r.json '[c["id"] for c in r["results"]]')" = "['two/fast/n:1024/k:2']" ]
    [ "$(benchrun list -f k:2 ./suite | grep -c two/)" -eq 15 ]
    [ "$(benchrun list -f n:64/k:2 ./suite | grep -c .)" -eq 7 ]
    [ "$(benchrun list -f 'three/*/k:2/*' ./suite | grep -c .)" -eq 16 ]
    [ "$(benchrun list -f '*/k:2/z:5' ./suite | grep -c .)" -eq 8 ]
    [ "$(benchrun list -f three -f '!z:5' ./suite | grep -c .)" -eq 32 ]
    [ "$(benchrun list -f '/n:(8|16)/' ./suite | grep -c .)" -eq 32 ]
}

@test "params: a chart of many lines has the first of them, and says so" {
    /usr/bin/python3 -c '
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import scale_inputs
scale_inputs.write_variants(Path("many.json"), 4 * 101)' "$SOURCE/tests/cli"
    apart benchrun report many.json --plot charts
    expect_status 0
    grep -qF "the first 100 of 101 lines" charts/group-over-argument.svg
}
