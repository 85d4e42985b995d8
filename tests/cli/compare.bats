#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun compare: programs, saved runs and revisions of a throw-away repository.
load helpers

# Some 40 restarts of few samples: other tests run at the same time.
witnessed() {
    apart benchrun compare --cpu none --time 0.6 "$@"
}

compare() {
    witnessed --witness never "$@"
}

# As many restarts and samples on every machine.
compare_by_count() {
    apart benchrun compare --cpu none --samples 80 --processes 20 --witness never "$@"
}

# A repository with a slowdown in its second commit, in a folder with a space.
make_repository() {
    mkdir "my project"
    cd "my project" || return
    export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache GIT_CONFIG_GLOBAL=/dev/null
    git init -q -b main .
    git config user.name tester
    git config user.email tester@localhost
    cp "$SOURCE/tests/cli/planted.c" suite.c
    echo "-DFACTOR=1" >flags
    cat >benchrun.ini <<INI
[build]
command = cc -O2 \$(cat {source}/flags) -I "$SOURCE/include" {source}/suite.c "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" -o {build}/suite
suites = suite
INI
    printf '%s\n' benchrun-out stdout.txt stderr.txt >.gitignore
    git add . && git commit -qm "first"
    echo "-DFACTOR=2" >flags
    git commit -qam "second, slower"
}

@test "compare: a planted slowdown is a regression and the exit code 1" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    compare base head -o out.json
    expect_status 1
    expect_output "1 regression (planted/slowed"
    python3 - <<'PY'
import json
run = json.load(open("out.json"))
found = {c["id"]: c for c in run["comparisons"]}
slowed = found["planted/slowed"]
assert slowed["verdict"] == "slower" and 1.5 < slowed["ratio"] < 2.5, slowed
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
    python3 - <<'PY'
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
    python3 - <<'PY'
import json
first, again = (json.load(open(name))["comparisons"][0] for name in ("out.json", "again.json"))
base, head = first["times_ns"]
assert abs(head / base / first["ratio"] - 1) < 1e-9, first
assert first["interval"][0] <= first["ratio"] <= first["interval"][1], first
assert first["margin"] >= 0.04 and len(first["estimate"]["per_process"][0]) == 6, first
for key in ("verdict", "note", "margin"):
    assert first.get(key) == again.get(key), (first, again)
PY
}

@test "compare: two commits of a repository" {
    make_repository
    compare --git HEAD~1..HEAD -f planted/slowed
    expect_status 1
    expect_output "1 regression (planted/slowed"
    [ -z "$(git status --porcelain)" ]
    [ ! -e .git/worktrees ]
    compare --git HEAD~1..HEAD -f planted/slowed
    expect_error "built before"
}

@test "compare: the working tree with its uncommitted changes" {
    make_repository
    echo "-DFACTOR=5" >flags
    compare --git HEAD -f planted/slowed
    expect_status 1
    expect_output "1 regression (planted/slowed"
    [ "$(<flags)" = "-DFACTOR=5" ]
    [ "$(git status --porcelain)" = " M flags" ]
}

@test "compare: from the merge base" {
    make_repository
    git checkout -q -b topic HEAD~1
    echo "-DFACTOR=3" >flags
    git commit -qam "a slower topic"
    compare --git main...topic -f planted/slowed
    expect_status 1
    expect_output "1 regression"
}

@test "compare: a broken build shows its last lines and exits 3" {
    make_repository
    echo "nonsense" >>suite.c
    git commit -qam "broken"
    compare --git HEAD~1..HEAD
    expect_status 3
    expect_error "error:"
}

@test "compare: a build without a suite exits 4 or names the pattern" {
    make_repository
    sed -i 's/^suites = suite/suites = other*/' benchrun.ini
    compare --git HEAD~1..HEAD
    [ "$status" -eq 4 ] || [ "$status" -eq 3 ] || fail "exit code"
    expect_error "other*"
}

@test "compare: a case that head removed is listed" {
    make_repository
    echo "-DREMOVED" >flags
    git commit -qam "one case more"
    echo "-DFACTOR=1" >flags
    compare --git HEAD -f planted/removed -f planted/left_alone
    expect_output "removed (only in base): planted/removed"
}

@test "compare: a shallow clone: the message says what is missing" {
    make_repository
    git clone -q --depth 1 "file://$PWD" ../shallow
    cd ../shallow
    compare --git HEAD~1..HEAD
    expect_status 2
    expect_error "unshallow"
}

@test "compare: an overlay brings today's suite to an older commit" {
    make_repository
    mkdir bench
    git mv suite.c bench/suite.c
    sed -i 's,{source}/suite.c,{source}/bench/suite.c,' benchrun.ini
    git commit -qam "suites in a folder"
    compare --git HEAD~2..HEAD --overlay bench -f planted/slowed
    expect_status 1
    expect_output "1 regression (planted/slowed"
}

@test "compare: an overlay comes from the working tree, also for two old commits" {
    make_repository
    mkdir bench
    git mv suite.c bench/suite.c
    sed -i 's,{source}/suite.c,{source}/bench/suite.c,' benchrun.ini
    compare --git HEAD~1..HEAD --overlay bench -f planted/slowed
    [ "$status" -le 1 ] || fail "did not measure"
    expect_output "1 measured"
    compare --git HEAD~1..HEAD --overlay benches
    expect_status 2
    expect_error "the working tree has no 'benches' to overlay"
}

@test "compare: head is called working tree, after the commit under it" {
    make_repository
    echo "-DFACTOR=5" >flags
    compare --git HEAD -f planted/slowed
    expect_output "head working tree (based on $(git rev-parse HEAD | cut -c1-12))"
    expect_error "building head working tree (based on "
}

@test "compare: a clean working tree is not compared with itself without a word" {
    make_repository
    compare --git HEAD -f planted/left_alone
    expect_output "base and head are the same commit, $(git rev-parse HEAD | cut -c1-12), built"
    compare --git HEAD~1..HEAD -f planted/left_alone
    refute grep -q "same commit" stdout.txt
}

@test "compare: a case that base lacks suggests an overlay" {
    make_repository
    printf 'BENCH(planted, added)\n{\n    work(bench, 300);\n}\n' >>suite.c
    compare --git HEAD -f planted
    expect_error "base lacks 1 of head's cases; --overlay FOLDER builds base with"
    expect_output "added (only in head): planted/added"
    compare --git HEAD -f planted/added
    expect_status 4
    expect_error "base has no such case; --overlay FOLDER"
    compare --git HEAD --overlay suite.c -f planted
    refute grep -q "base lacks" stderr.txt
    expect_output "3 measured"
}

@test "compare: a suite that a build did not make is named in the report" {
    make_repository
    sed -i 's/^suites = suite/suites = suite; other_suite/' benchrun.ini
    compare --git HEAD~1..HEAD -f planted/left_alone
    expect_output "made no program that matches 'other_suite'"
}

@test "compare: the build command is said once" {
    make_repository
    compare --git HEAD~1..HEAD -f planted/slowed
    [ "$(grep -c "build command: cc -O2" stderr.txt)" -eq 1 ]
    expect_error "building base HEAD~1 ("
    expect_error "building head HEAD ("
}

@test "compare: a submodule that is not initialised is said once" {
    make_repository
    git init -q ../library
    git -C ../library -c user.name=t -c user.email=t@localhost commit -q --allow-empty -m one
    git -c protocol.file.allow=always submodule --quiet add "$PWD/../library" library
    git commit -qm "a library"
    git submodule --quiet deinit -f library
    rm -rf .git/modules/library
    git commit -q --allow-empty -m "one more"
    compare --git HEAD~1..HEAD -f planted/left_alone
    [ "$(grep -c "the submodule 'library' is not initialised" stderr.txt)" -eq 1 ]
}

@test "compare: a failed build names what git ignores" {
    make_repository
    mkdir bench
    git mv suite.c bench/suite.c
    printf 'suite:\n\tcc -O2 -I "%s/include" suite.c %s/framework/harness/*.a -o ../suite\n' "$SOURCE" "$BUILD" >bench/Makefile
    echo Makefile >>.gitignore
    sed -i 's,^command = .*,command = make -C {source}/bench \&\& cp {source}/suite {build},' benchrun.ini
    git add . && git commit -qm "suites in a folder"
    compare --build-base "make -C {source}/bench"
    expect_status 3
    expect_error "files that git ignores: bench/Makefile"
    expect_error "git add -f"
}

# Compares HEAD with itself in the background.
start_comparison() {
    MARK=$1 "$BENCHRUN_PROGRAM" compare --git HEAD -f planted/left_alone --samples 2 --processes 2 \
        >stdout.txt 2>stderr.txt 3>&- &
}

has_part() {
    grep -qs "$1" "$XDG_CACHE_HOME"/benchrun/builds/*/build/parts
}

@test "compare: a build whose benchrun was killed does not mix with the next one" {
    make_repository
    export HOME=$BATS_TEST_TMPDIR
    # It works in the background, as a compiler of make -j does.
    cat >build.sh <<'SH'
echo $$ >>"$HOME/pids"
(while [ -e "$HOME/slow" ]; do
    sleep 0.02
    echo "$MARK" >>"$BENCHRUN_BUILD/parts"
done) &
wait
SH
    sed -i 's,^command = ,command = sh {source}/build.sh \&\& ,' benchrun.ini
    git add . && git commit -qm "a slow build"
    touch "$HOME/slow"
    start_comparison first
    wait_for has_part first
    kill -KILL $!
    wait $! || true
    start_comparison second
    wait_for has_part second
    sleep 0.2
    rm "$HOME/slow"
    wait $!
    [ "$(sort -u "$XDG_CACHE_HOME"/benchrun/builds/*/build/parts)" = second ]
    while read -r pid; do is_dead "$pid"; done <"$HOME/pids"
}

@test "compare: two commands build one source" {
    make_repository
    local libraries="$BUILD/framework/harness/libbenchrun_main.a $BUILD/framework/harness/libbenchrun.a"
    compare --build-base "cc -O2 -DFACTOR=1 -I $SOURCE/include {source}/suite.c $libraries -o {build}/suite" \
        --build-head "cc -O2 -DFACTOR=2 -I $SOURCE/include {source}/suite.c $libraries -o {build}/suite" \
        -f planted/slowed
    expect_status 1
    expect_output "built by"
}

@test "compare: thresholds of benchrun.ini hold for their pattern" {
    make_repository
    echo "-DFACTOR=3/2" >flags
    git commit -qam "half as slow"
    printf '[threshold "planted/slowed"]\nmargin = 100%%\n' >>benchrun.ini
    compare --git HEAD~2..HEAD -f planted/slowed
    expect_status 0
    expect_output "0 regressions"
}

@test "compare: nonsense revisions and ranges are usage errors" {
    make_repository
    for range in nonsense..HEAD --exec=true.. HEAD..; do
        compare --git "$range"
        [ "$status" -ne 0 ] || [ "$range" = HEAD.. ] || fail "took $range"
    done
    cd ..
    compare --git HEAD
    expect_status 2
}

@test "compare: what keeps several CPUs busy may use all of them" {
    cpu=$(python3 -c 'import os; print(max(os.sched_getaffinity(0)))')
    n=$(python3 -c 'import os; print(len(os.sched_getaffinity(0)))')
    apart benchrun compare --samples 2 --processes 2 --cpu "$cpu" --aa -f 'spread/*' -o r.json "$PROGRAMS/spread"
    expect_status 0
    [ "$(json r.json 'sorted({(x["name"], x["metrics"]["cpus"]["value"]) for x in r["results"]})')" = \
        "[('over_all', $n.0), ('over_one', 1.0)]" ]
    [[ $output != *"compared with a case"* ]]
}

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

@test "compare: a library that came with the build is part of the code" {
    make_suite_with_library base -DFACTOR=1
    make_suite_with_library head -DFACTOR=2
    compare base head
    expect_status 1
    expect_output "1 regression (planted/called"
}

@test "compare: one program with two libraries is not the same code" {
    make_suite_with_library base -DFACTOR=1
    make_suite_with_library head -DFACTOR=2
    mv base/suite .
    export LD_LIBRARY_PATH=$PWD/base
    compare --env-head LD_LIBRARY_PATH="$PWD/head" suite
    expect_status 1
    expect_output "1 regression (planted/called"
}

@test "compare: sides that are started in two ways are not placement" {
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

@test "compare: a difference is witnessed by its instructions" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    witnessed base head -o out.json
    expect_status 1
    expect_output "more instructions"
    python3 - <<'PY'
import json
counts = {(x["side"], x["name"]): x["metrics"].get("instructions", {}).get("value")
          for x in json.load(open("out.json"))["results"]}
assert 1.9 < counts["head", "slowed"] / counts["base", "slowed"] < 2.1, counts
assert counts["head", "left_alone"] is None, counts
PY
}

# In place of valgrind: keeps a copy of what was saved before it was started.
make_valgrind() {
    mkdir -p fake
    printf '%s\n' '#!/bin/sh' "cp '$PWD/out.json' '$PWD/before.json'" "$@" >fake/valgrind
    chmod +x fake/valgrind
}

@test "compare: the result is saved before instructions are counted, and whatever comes of that" {
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

@test "compare: an interruption while instructions are counted leaves the result" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    make_valgrind 'exec sleep 100'
    PATH="$PWD/fake:$PATH" start_in_background compare --cpu none --time 0.6 base head \
        -f planted/slowed -o out.json
    wait_for test -s before.json
    stop_by INT
    expect_status 130
    expect_output "1 regression (planted/slowed"
    [ "$(json out.json 'r["comparisons"][0]["verdict"]')" = slower ]
}

@test "compare: without valgrind, only who asked for it hears of that" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    mkdir tools
    for tool in objdump cc; do ln -s "$(command -v $tool)" tools/; done
    apart env PATH="$PWD/tools" "$BENCHRUN_PROGRAM" compare --cpu none --time 0.6 base head
    expect_status 1
    expect_no_error valgrind
    [[ $output != *valgrind* ]]
    apart env PATH="$PWD/tools" "$BENCHRUN_PROGRAM" compare --cpu none --time 0.6 base head \
        --witness always
    expect_output "--witness always: valgrind is not installed"
}

@test "compare: --witness always counts what is the same, too" {
    make_suite base
    witnessed --witness always --aa base -f planted/left_alone --same-within 100 -o out.json
    expect_status 0
    [ "$(json out.json 'len({x["metrics"]["instructions"]["value"] for x in r["results"]})')" = 1 ]
}

# A suite whose code is the same, but which is given N things to do: n300 and n600.
make_given() {
    printf '%s\n' '#include <benchrun/bench.h>' \
        'static void *make(struct bench *bench) { static unsigned n; (void)bench; n = N; return &n; }' \
        'BENCH(planted, given, .setup = make) { unsigned n = *(unsigned *)bench_fixture(bench);' \
        'BENCH_LOOP (bench) { for (unsigned i = 0; i < n; i++) __asm__ volatile("" : "+r"(i)); } }' >given.c
    for n in 300 600; do
        cc -O2 -DN=$n -I "$SOURCE/include" given.c \
            "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" -o n$n
    done
}

@test "compare: the same code on another fixture is a regression where it runs more instructions" {
    make_given
    witnessed n300 n600
    expect_status 1
    expect_output "1 regression (planted/given"
    [[ $output =~ "same code, other fixture, "[0-9.%]*" more instructions" ]]
    compare n300 n600
    expect_status 0
    expect_output "same code, other fixture"
}

@test "compare: --only-changed measures what runs other code, and lists the rest" {
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

@test "compare: --only-changed of two builds of one source measures nothing and is good" {
    make_suite base
    make_suite head -falign-functions=64
    compare base head --only-changed
    expect_status 0
    expect_output "0 regressions, 0 improvements, 0 same; 2 run the same code"
    expect_output "0 measured, 2 skipped"
}

@test "compare: --only-changed measures what is in doubt, and says why" {
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

@test "compare: --only-changed measures a case whose fixture changed" {
    make_given
    compare n300 n600 --only-changed
    expect_output "1 measured"
}

# assert() has the path of its source, which is another one for each commit.
@test "compare: sources in two folders of the cache are the same code" {
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

@test "compare: --only-changed needs two builds" {
    make_suite base
    compare --aa base --only-changed
    expect_status 2
    expect_error "--only-changed and --aa exclude each other"
    compare a.json b.json --only-changed
    expect_status 2
    expect_error "need two programs"
}

@test "compare: changed cases are measured first, and shown in their order" {
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

@test "compare: --resume continues with what --only-changed left to measure" {
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
    [ ! -e out.json.journal ]
    compare base head -f planted/slowed --instructions -o out.json
    [ "$(json out.json '"instructions" in r["comparisons"][0]["note"]')" = True ]
}

@test "compare: --layouts needs no recipe" {
    make_repository
    compare_by_count --git HEAD~1..HEAD --layouts 8 -f planted/slowed -o out.json --fail-on never
    expect_status 0
    expect_error "building base HEAD~1"
    expect_error "layout 15"
    expect_error "layout 16"
    [ "$(json out.json 'sorted({tuple(sorted({p.get("layout", 0) for p in x["processes"]})) for x in r["results"]})')" = \
        "[(0, 1, 2, 3, 4, 5, 6, 7)]" ] || fail "$(json out.json 'r["results"]')"
}

@test "compare: --layouts says where it has no effect, and what it needs" {
    make_repository
    sed -i "s/command = cc /command = \$(command -v cc) /" benchrun.ini
    compare --git HEAD --layouts 8
    expect_status 0
    sed -i "s,command = [^ ]* [^ ]* cc),command = $(command -v cc)," benchrun.ini
    compare --git HEAD --layouts 8
    expect_status 2
    expect_error "--layouts has no effect on the build of base"
    make_suite plain
    compare --aa plain --layouts 8 -f planted/slowed
    expect_output "warning: --layouts needs --git or --build-*"
    compare --aa plain --layouts 7
    expect_status 2
    expect_error "--layouts must be auto or a whole number from 8 to 500, not '7'"
}

@test "compare: --layouts auto builds layouts for what differs alone, and they decide" {
    make_repository
    compare_by_count --git HEAD~1..HEAD --layouts auto -o out.json
    expect_status 1
    expect_error "layout 32"
    expect_output "1 regression (planted/slowed"
    expect_output "warning: 1 case differed in one layout, so 17 layouts of both sides decide"
    python3 - <<'PY'
import json
run = json.load(open("out.json"))
for result in run["results"]:
    layouts = {process.get("layout", 0) for process in result["processes"]}
    # It may be decided before the last of the 17 is reached.
    is_good = len(layouts) >= 8 if result["id"] == "planted/slowed" else layouts == {0}
    assert is_good, (result["id"], result["side"], layouts)
assert len(run["results"]) == 4, run["results"]
assert len({c["id"] for c in run["comparisons"]}) == len(run["comparisons"]) == 2
PY
    apart benchrun report out.json
    expect_output "1 regression (planted/slowed"
}

@test "compare: --layouts auto builds none where nothing differs" {
    make_repository
    compare --git HEAD --layouts auto -f planted/left_alone
    expect_status 0
    expect_no_error "layout"
}
