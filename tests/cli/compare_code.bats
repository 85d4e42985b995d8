#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun compare: what machine code and counts of instructions say about a difference.
load helpers
load compare_helpers

# Links a suite of planted.c's work, which another file does, FACTOR times, in FOLDER.
make_suite_with_library() {
    local folder=$1 libraries="$BUILD/framework/harness/libbenchrun_main.a $BUILD/framework/harness/libbenchrun.a"
    shift
    mkdir "$folder"
    printf '%s\n' 'void work(unsigned n);' 'void work(unsigned n) {' \
        'for (unsigned i = 0; i < n * FACTOR; i++) __asm__ volatile("" : "+r"(i)); }' >work.c
    printf '%s\n' '#include <benchrun/bench.h>' 'void work(unsigned n);' \
        'BENCH(planted, called) { BENCH_LOOP (bench) { work(300); } }' >called.c
    cc -O2 -shared -fPIC "$@" -Wl,-soname,libwork.so work.c -o "$folder/libwork.so"
    # shellcheck disable=SC2086
    cc -O2 -I "$SOURCE/include" called.c "$folder/libwork.so" $libraries \
        -Wl,-rpath,\$ORIGIN -o "$folder/suite"
}

@test "compare, code: a library that came with the build is part of the code" {
    make_suite_with_library base -DFACTOR=1
    make_suite_with_library head -DFACTOR=2
    compare base head
    expect_status 1
    expect_output "1 regression (planted/called"
}

@test "compare, code: one program with two libraries is not the same code" {
    make_suite_with_library base -DFACTOR=1
    make_suite_with_library head -DFACTOR=2
    mv base/suite .
    export LD_LIBRARY_PATH=$PWD/base
    compare --env-head LD_LIBRARY_PATH="$PWD/head" suite
    expect_status 1
    expect_output "1 regression (planted/called"
}

@test "compare, code: sides that are started in two ways are not placement" {
    printf '%s\n' '#include <benchrun/bench.h>' '#include <stdlib.h>' 'static unsigned n;' \
        '__attribute__((constructor)) static void set(void) { n = getenv("MORE") ? 600 : 300; }' \
        'BENCH(planted, asked) { BENCH_LOOP (bench) {' \
        'for (unsigned i = 0; i < n; i++) __asm__ volatile("" : "+r"(i)); } }' >asked.c
    cc -O2 -I "$SOURCE/include" asked.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o suite
    compare suite --env-head MORE=1
    expect_status 1
    expect_output "1 regression (planted/asked"
}

@test "compare, code: a difference is witnessed by its instructions" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    witnessed base head -o out.json
    expect_status 1
    expect_output "times the instructions"
    /usr/bin/python3 - <<'PY'
import json
counts = {(x["side"], x["name"]): x["metrics"].get("instructions", {}).get("value")
          for x in json.load(open("out.json"))["results"]}
assert 3.8 < counts["head", "slowed"] / counts["base", "slowed"] < 4.2, counts
assert counts["head", "left_alone"] is None, counts
PY
}

# In place of valgrind: keeps a copy of what was saved before it was started.
make_valgrind() {
    mkdir -p fake
    printf '%s\n' '#!/bin/sh' "cp '$PWD/out.json' '$PWD/before.json'" "$@" >fake/valgrind
    chmod +x fake/valgrind
}

@test "compare, code: the result is saved before instructions are counted, and whatever comes of that" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    make_valgrind 'exit 1'
    PATH="$PWD/fake:$PATH" witnessed base head -f planted/slowed -o out.json
    expect_status 1
    [ "$(json before.json 'r["comparisons"][0]["verdict"]')" = slower ]
    [ "$(json out.json 'r["comparisons"][0]["verdict"]')" = slower ]
    [[ $output != *valgrind* && $output != *callgrind* ]]
    expect_no_error callgrind
    PATH="$PWD/fake:$PATH" witnessed --witness always base head -f planted/slowed -o out.json
    expect_output "no instructions of 'planted/slowed'"
}

@test "compare, code: an interruption while instructions are counted leaves the result" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    make_valgrind 'exec sleep 100'
    PATH="$PWD/fake:$PATH" start_in_background compare --cpu none --samples 80 --processes 20 base head \
        -f planted/slowed -o out.json
    wait_for test -s before.json
    stop_by INT
    expect_status 130
    expect_output "1 regression (planted/slowed"
    [ "$(json out.json 'r["comparisons"][0]["verdict"]')" = slower ]
}

@test "compare, code: without valgrind, only who asked for it hears of that" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    mkdir tools
    for tool in objdump cc; do ln -s "$(command -v $tool)" tools/; done
    apart env PATH="$PWD/tools" "$BENCHRUN_PROGRAM" compare --cpu none --time 0.5 base head
    expect_status 1
    expect_no_error valgrind
    [[ $output != *valgrind* ]]
    apart env PATH="$PWD/tools" "$BENCHRUN_PROGRAM" compare --cpu none --time 0.5 base head \
        --witness always
    expect_output "--witness always: valgrind is not installed"
}

@test "compare, code: while instructions are counted, no other run takes the output" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    make_valgrind 'exec sleep 100'
    PATH="$PWD/fake:$PATH" start_in_background compare --cpu none --samples 80 --processes 20 base head \
        -f planted/slowed -o out.json
    wait_for test -e before.json
    apart benchrun run base -f planted/slowed -o out.json
    expect_status 2
    expect_error "a run with pid $(runner_pid) is in progress"
    stop_by KILL
    apart benchrun run base -f planted/slowed --time 0.1 -o out.json
    expect_status 0
    [ ! -e out.json.journal ]
}

@test "compare, code: --witness always counts what is the same, too" {
    make_suite base
    witnessed --witness always --aa base -f planted/left_alone --same-within 100 -o out.json
    expect_status 0
    [ "$(json out.json 'len({x["metrics"]["instructions"]["value"] for x in r["results"]})')" = 1 ]
}

# A suite whose code is the same, but which is given N things to do: n300 and n1200.
make_given() {
    printf '%s\n' '#include <benchrun/bench.h>' \
        'static void *make(struct bench *bench) { static unsigned n; (void)bench; n = N; return &n; }' \
        'BENCH(planted, given, .setup = make) { unsigned n = *(unsigned *)bench_fixture(bench);' \
        'BENCH_LOOP (bench) { for (unsigned i = 0; i < n; i++) __asm__ volatile("" : "+r"(i)); } }' >given.c
    for n in 300 1200; do
        cc -O2 -DN=$n -I "$SOURCE/include" given.c \
            "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" -o n$n
    done
}

@test "compare, code: the same code on another fixture is a regression where it runs more instructions" {
    make_given
    witnessed n300 n1200
    expect_status 1
    expect_output "1 regression (planted/given"
    [[ $output =~ "same code, other fixture, "[0-9.]*" times the instructions" ]]
    compare n300 n1200
    expect_status 0
    expect_output "same code, other fixture"
    compare n300 n1200 --fail-on placement -o r.json -o r.tap -o r.xml
    expect_status 1
    [ "$(json r.json '[c["verdict"] for c in r["comparisons"] if c["id"] == "planted/given"]')" = "['placement']" ]
    grep -qx '  message: "placement: +.*, but only the address of its code changed"' r.tap
    grep -q '<failure message="placement: +.*, but only the address of its code changed" type="placement">' r.xml
    compare n300 n1200 -o r.tap -o r.xml
    expect_status 0
    grep -q '^# placement: +.*, but only the address of its code changed$' r.tap
    grep -q 'name="planted/given: note" value="placement: +.*, but only the address of its code changed"' r.xml
    benchrun report r.json --format junit | grep -q 'type="placement"'
}

@test "compare, code: --only-changed measures what runs other code, and lists the rest" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    compare base head --only-changed -o out.json -o out.md -o out.xml -o out.tap -o out.csv -o out.html
    expect_status 1
    expect_output "1 regression (planted/slowed"
    expect_output "; 1 runs the same code"
    expect_output "not measured (same code): planted/left_alone"
    expect_output "1 measured, 1 skipped"
    [ "$(json out.json 'sorted((x["name"], x["side"], x["status"], x.get("message")) for x in r["results"] if x["name"] == "left_alone")')" = \
        "[('left_alone', 'base', 'skipped', 'same code'), ('left_alone', 'head', 'skipped', 'same code')]" ]
    [ "$(json out.json '[c["id"] for c in r["comparisons"]]')" = "['planted/slowed']" ]
    grep -q 'Not measured (same code)' out.md
    grep -A3 'name="left_alone"' out.xml | grep -q 'skipped message="same code"'
    grep -qi '^ok .*planted/left_alone.*# skip.*same code' out.tap
    grep -q 'planted/left_alone,.*skipped,same code' out.csv
    grep -q 'Not measured (same code): 1' out.html
    apart benchrun report out.json
    expect_output "; 1 runs the same code"
}

@test "compare, code: --only-changed of two builds of one source measures nothing and is good" {
    make_suite base
    make_suite head -falign-functions=64
    compare base head --only-changed
    expect_status 0
    expect_output "0 regressions, 0 improvements, 0 same; 2 run the same code"
    expect_output "0 measured, 2 skipped"
}

@test "compare, code: --only-changed measures what is in doubt, and says why" {
    make_suite base
    make_suite head -s
    compare base head --only-changed -o out.json
    expect_output "2 measured"
    expect_output "it is unknown whether 2 cases run the same code, so they are measured:"
    [ "$(json out.json '"has no symbol table" in str(r["run"]["warnings"])')" = True ]
    compare base --env-head WHO=head --only-changed -o out.json
    expect_output "2 measured"
    [ "$(json out.json '"the sides are started in two ways" in str(r["run"]["warnings"])')" = True ]
}

@test "compare, code: --only-changed measures a case whose fixture changed" {
    make_given
    compare n300 n1200 --only-changed
    expect_output "1 measured"
}

# assert() has the path of its source, which is another one for each commit.
@test "compare, code: sources in two folders of the cache are the same code" {
    make_repository
    sed -i 's/^#ifndef FACTOR/#include <assert.h>\n&/; s/^    bench_hide(n);/&\n    assert(n > 0);/' suite.c
    grep -q 'assert(n > 0)' suite.c
    git commit -qam "a check"
    echo >>.gitignore
    git commit -qam "nothing"
    compare --git HEAD~1..HEAD --only-changed
    expect_status 0
    expect_output "; 2 run the same code"
    sed -i 's/^#include <assert.h>/&\n#include <stdio.h>/; s/^    assert(n > 0);/&\n    if (n == 1) fopen(__FILE__, "r");/' suite.c
    git commit -qam "a file"
    echo >>.gitignore
    git commit -qam "nothing again"
    compare --git HEAD~1..HEAD --only-changed
    expect_output "2 measured"
}

@test "compare, code: --only-changed needs two builds" {
    make_suite base
    compare --aa base --only-changed
    expect_status 2
    expect_error "--only-changed and --aa exclude each other"
    compare a.json b.json --only-changed
    expect_status 2
    expect_error "need two programs"
}

@test "compare, code: changed cases are measured first, and shown in their order" {
    sed 's/measure_something(bench);/&/; s/write_letter("c");/& bench_items(bench, ITEMS);/' \
        "$SOURCE/tests/cli/order.c" >order.c
    for items in 1 2; do
        cc -O2 -DITEMS=$items -I "$SOURCE" -I "$SOURCE/include" order.c \
            "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" -o items$items
    done
    export ORDER=$PWD/letters
    compare items1 items2 --samples 2 --processes 2 -o out.json
    [ "$(head -c 1 letters)" = c ]
    [ "$(json out.json '"".join(x["name"] for x in r["results"] if x["side"] == "head")')" = abcd ]
}

@test "compare, code: --resume continues with what --only-changed left to measure" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    start_in_background compare --cpu none --witness never --time 30 base head --only-changed
    wait_for grep -qrs left_alone benchrun-out
    stop_by INT
    expect_status 130
    apart benchrun compare --resume
    expect_output "1 regression (planted/slowed"
    expect_output "; 1 runs the same code"
}
