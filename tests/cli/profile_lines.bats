#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# How often lines run: of programs that are built with --coverage.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache GIT_CONFIG_GLOBAL=/dev/null
}

# The hits of the line of hits.c that ends in a comment.
hits_of() {
    line=$(grep -n "// $1" "$SOURCE/tests/programs/profile/hits.c" | cut -d : -f 1)
    json "${2:-p.json}" "[x['value'] for x in r['lines'] if x['file'].endswith('hits.c') and x['line'] == $line]"
}

build_hits() {
    mkdir -p objects
    gcc -O0 -g --coverage -c "$SOURCE/tests/programs/profile/hits.c" -o objects/hits.o
    gcc --coverage objects/hits.o -o hits
}

@test "profile, lines: of a command, next to its time" {
    build_hits
    apart benchrun profile --pass lines -o p.json -- ./hits 100
    expect_status 0
    # Of the numbers below 100, 25 are primes; 0 and 1 have no divisor either.
    [ "$(hits_of "each number")" = "[100]" ]
    [ "$(hits_of "a divisor")" = "[73]" ]
    [ "$(hits_of none)" = "[27]" ]
    expect_output "lines: counted by line; --lines NAME lists a function or file"
    [ ! -e objects/hits.gcda ]
    apart benchrun profile --pass time,lines --rate 5000 --lines is_prime -- ./hits 3000000
    expect_status 0
    grep -Eq '^line +share +time +self .*hits +per hit +source$' stdout.txt
    grep -Eq '^ *9 +[0-9.]+% .* ns +if \(n % i == 0\)$' stdout.txt
    apart benchrun report p.json --lines hits.c
    expect_status 0
    grep -Eq '^line +hits$' stdout.txt
    grep -Eq '^ *19 +100$' stdout.txt
}

@test "profile, lines: the timed region of a case alone" {
    cat >suite.c <<'C'
#include <benchrun/bench.h>
static unsigned twice(unsigned x)
{
    bench_hide(x);
    return x + x; // 3 of an iteration
}
static void *before(struct bench *bench)
{
    (void)bench;
    static unsigned x;
    x = twice(x);
    return &x;
}
BENCH(lines, three, .setup = before)
{
    unsigned x = 1;
    BENCH_LOOP (bench) {
        for (int i = 0; i < 3; i++)
            x = twice(x);
    }
    bench_do_not_optimize(x);
}
C
    for flags in "" --coverage; do
        # shellcheck disable=SC2086 # an option or none
        cc -O1 -g $flags -I "$SOURCE/include" suite.c "$BUILD/framework/harness/libbenchrun_main.a" \
            "$BUILD/framework/harness/libbenchrun.a" -o "suite$flags"
    done
    apart benchrun profile --pass lines -o p.json ./suite--coverage
    expect_status 0
    [ "$(json p.json '[x["value"] / r["passes"][0]["iterations"] for x in r["lines"] if x["line"] == 5]')" = "[3.0]" ]
    [ "$(json p.json '[x for x in r["lines"] if 7 < x["line"] < 13]')" = "[]" ]
    apart benchrun profile --pass lines ./suite
    expect_status 3
    expect_error "the program counts no lines: build it with gcc --coverage, or set 'coverage = COMMAND' under [build] of benchrun.ini"
}

@test "profile, lines: a build of the working tree for it" {
    git init -q -b main .
    cp "$SOURCE/tests/cli/planted.c" suite.c
    flags="-g -I \"$SOURCE/include\" suite.c \"$BUILD/framework/harness/libbenchrun_main.a\" \"$BUILD/framework/harness/libbenchrun.a\""
    printf '%s\n' '[build]' "coverage = cd {source} && cc -O1 --coverage $flags -o {build}/suite" 'suites = suite' >benchrun.ini
    git add suite.c benchrun.ini
    git -c user.name=tester -c user.email=tester@localhost commit -qm first
    eval "cc -O2 $flags -o suite"
    apart benchrun profile --pass time,lines --time 0.2 -f planted/slowed -o p.json ./suite
    expect_status 0
    expect_output "; in a build of its own, 'coverage'"
    [ "$(json p.json "[p.get('build') for p in r['passes']]")" = "[None, 'coverage']" ]
    line=$(grep -n 'x \*= 5;' suite.c | cut -d : -f 1)
    [ "$(json p.json "[x['value'] / r['passes'][1]['iterations'] for x in r['lines'] if x['file'] == '$PWD/suite.c' and x['line'] == $line]")" = "[300.0]" ]
}

@test "profile, lines: the usual way of meson and CMake to a build for it" {
    libraries="$BUILD/framework/harness/libbenchrun_main.a $BUILD/framework/harness/libbenchrun.a"
    mkdir by_meson by_cmake
    printf '%s\n' "project('demo', 'c')" "executable('suite', 'suite.c', c_args: ['-g', '-I$SOURCE/include']," \
        "  link_args: '$libraries'.split(' '))" >by_meson/meson.build
    printf '%s\n' 'cmake_minimum_required(VERSION 3.16)' 'project(demo C)' 'add_executable(suite suite.c)' \
        "target_include_directories(suite PRIVATE $SOURCE/include)" "target_link_libraries(suite $libraries)" \
        >by_cmake/CMakeLists.txt
    for project in by_meson by_cmake; do
        cd "$BATS_TEST_TMPDIR/$project"
        git init -q -b main .
        cp "$SOURCE/tests/cli/planted.c" suite.c
        printf '%s\n' '[build]' 'suites = suite' >benchrun.ini
        git add .
        git -c user.name=tester -c user.email=tester@localhost commit -qm first
        # Words are words.
        # shellcheck disable=SC2086
        cc -O2 -g -I "$SOURCE/include" suite.c $libraries -o suite
        apart benchrun profile --pass lines -f planted/slowed -o p.json ./suite
        expect_status 0
        line=$(grep -n 'x \*= 5;' suite.c | cut -d : -f 1)
        [ "$(json p.json "[x['value'] / r['passes'][0]['iterations'] for x in r['lines'] if x['file'] == '$PWD/suite.c' and x['line'] == $line]")" = "[300.0]" ]
    done
}

@test "profile, lines: of many functions with one name the first are listed" {
    /usr/bin/python3 - <<'PY'
import json
numbers = range(25)
json.dump({"benchrun_profile": 1, "target": "many", "functions": [{"name": "f", "file": f"{i:02}.c", "line": 1} for i in numbers],
           "frames": [[i, 2, False] for i in numbers], "nodes": [[i, i] for i in numbers],
           "metrics": [{"name": "time", "unit": "s", "pass": "time", "self": [[i + 1, 1] for i in numbers]}]},
          open("many.json", "w"))
PY
    apart benchrun report many.json --lines f
    expect_status 0
    [ "$(grep -c '^[0-9]*\.c$' stdout.txt)" -eq 20 ]
    expect_output "5 more functions or files have that name."
    [ "$(grep -c "'report' reads no file that a profile names" stdout.txt)" -eq 1 ]
    grep -Eq '^ +2 +100\.0% +25\.00 s +1\.000 s$' stdout.txt
    apart benchrun report many.json --lines 24.c
    expect_status 0
    refute grep -q "have that name" stdout.txt
}
