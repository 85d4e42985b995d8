#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Expressions that are compiled on the spot.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

timeit() {
    apart benchrun timeit --cpu none -r 5 -n 1000 "$@"
}

# The instructions of an iteration, of the first case in a file.
instructions_in() {
    json "$1" 'r["results"][0]["metrics"]["instructions"]["value"]'
}

@test "timeit: an expression, in the words of Python's, then the table" {
    apart benchrun timeit --cpu none --time 0.1 'strlen(s)' --setup 'char s[1000]; memset(s, 1, 999); s[999] = 0;'
    expect_status 0
    head -n 1 stdout.txt | grep -Eq '^[0-9]+ loops, best of [0-9]+: [0-9.]+ [nu]sec per loop$'
    grep -Eq '^strlen_s ' stdout.txt
    rm std*.txt
    [ -z "$(ls -A)" ] || fail "it left $(ls -A)"
}

@test "timeit: as many loops and repetitions as asked for" {
    timeit 'getpid()'
    expect_status 0
    head -n 1 stdout.txt | grep -Eq '^1000 loops, best of 5: [0-9.]+ [nu]sec per loop'
    apart benchrun timeit --cpu none -n 1 -r 3 'usleep(1000)'
    expect_status 0
    head -n 1 stdout.txt | grep -Eq '^1 loop, best of 3: [0-9.]+ msec per loop$'
}

@test "timeit: several are compared with the first" {
    apart benchrun timeit --cpu none --time 0.3 'usleep(400)' 'usleep(100)' 'usleep(400)' -o r.json
    expect_status 0
    head -n 3 stdout.txt | grep -Eq '^usleep\(100\): [0-9]+ loops?, best of [0-9]+: [0-9.]+ usec per loop$'
    [ "$(json r.json '[c["id"] for c in r["results"]]')" = \
        "['timeit/usleep_400', 'timeit/usleep_100', 'timeit/usleep_400_2']" ]
    [ "$(json r.json '[c["verdict"] for c in r["comparisons"] if c["id"] == "timeit/usleep_100"]')" = "['faster']" ]
}

@test "timeit: statements, and expressions without a value" {
    timeit 'for (int i = 0; i < n; i++) sum += i;' --setup 'int n = 100; long sum = 0;'
    expect_status 0
    timeit 'free(malloc(size))' 'memcpy(to, from, sizeof to)' --setup 'size_t size = 100; char from[64], to[64]; from[0] = 1;'
    expect_status 0
    grep -q '^free_malloc_size ' stdout.txt
    timeit 'x' 'sum' --setup 'int x[3] = {1}; struct { int a, b; } sum = {1, 2};'
    expect_status 0
}

@test "timeit: what a set-up declares is not known in advance" {
    # A loop of 1000 multiplications that depend on each other, or its result.
    timeit 'power(x, 1000)' --setup 'unsigned x = 3;' --pass instructions -o r.json --file "$(
        printf 'static inline unsigned power(unsigned x, int n) { unsigned y = 1; while (n-- > 0) y = y * x + 1; return y; }' >power.c
        echo power.c
    )"
    expect_status 0
    [ "$(instructions_in r.json | cut -d . -f 1)" -gt 1000 ]
}

@test "timeit: what the compiler removed is said to be removed" {
    apart benchrun timeit --cpu none --time 0.1 ';'
    expect_status 0
    head -n 1 stdout.txt | grep -q '^nothing is left to time: the compiler removed it, or computed it in advance$'
    apart benchrun timeit --cpu none --time 0.1 'strlen("known")' --pass instructions -o r.json
    expect_status 0
    [ "$(instructions_in r.json | cut -d . -f 1)" -le 4 ]
    head -n 1 stdout.txt | grep -q 'computed it in advance$'
}

@test "timeit: as many instructions as a suite that is written by hand" {
    cat >hand.c <<'C'
#include <benchrun/bench.h>
#include <stdlib.h>
BENCH(hand, written)
{
    char text[] = "1234567890";
    BENCH_LOOP (bench) {
        bench_clobber_memory();
        bench_do_not_optimize(&text);
        bench_do_not_optimize(strtol(text, NULL, 10));
    }
}
C
    cc -O2 -I "$SOURCE/include" hand.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o hand
    measure -q -o hand.json --pass instructions ./hand
    timeit 'strtol(text, NULL, 10)' --setup 'char text[] = "1234567890";' --pass instructions -o r.json
    expect_status 0
    awk -v a="$(instructions_in r.json)" -v b="$(instructions_in hand.json)" \
        'BEGIN { exit !(a > 0.98 * b && a < 1.02 * b) }' || fail "$(instructions_in r.json), by hand $(instructions_in hand.json)"
}

@test "timeit: headers, files, libraries and packages" {
    mkdir headers
    echo '#define ANSWER 42' >headers/answer.h
    echo 'static double half(double x) { return x / 2; }' >half.c
    echo 'static int twice(int x) { return 2 * x; }' >own.h
    timeit 'half(x) + twice(i)' --setup 'double x = ANSWER; int i = 3;' --file half.c --include '"own.h"' \
        --include answer.h -I headers --lib m --pkg jansson --include jansson.h
    expect_status 0
    timeit 'strlen(s)' -s 'char s[] = "abc";' -O3 --cflags '-march=native -fno-builtin'
    expect_status 0
    timeit 1 --pkg no-such-package
    expect_status 2
    expect_error "no-such-package"
}

@test "timeit: C++" {
    timeit --lang c++ 'accumulate(v.begin(), v.end(), 0)' 'string("a") + text' --setup 'vector<int> v(1000, 1); string text = "b"; const auto &ref = v;'
    expect_status 0
    grep -q '^accumulate_v_begin_v_end_0 ' stdout.txt
}

@test "timeit: errors of the compiler are about what was typed" {
    timeit 'strlen(s)' 'strlen(t)' --setup 'char s[] = "a";'
    expect_status 2
    expect_error "expression 2:1:8: error: 't' undeclared"
    refute grep -q 'timeit\.c' stderr.txt
    timeit 1 --setup 'char s[] = nothing;'
    expect_status 2
    expect_error "setup:1:12: error: 'nothing' undeclared"
    apart env CC=no-such-compiler "$BENCHRUN_PROGRAM" timeit 1
    expect_status 2
    expect_error "install a compiler (gcc or clang), or name yours in \$CC: "
    apart benchrun timeit
    expect_status 2
    expect_error "name an expression to time"
    timeit 'abort()'
    expect_status 3
    head -n 1 stdout.txt | grep -q '^not measured$'
}

@test "timeit: the suite that it made can be saved and grows" {
    timeit 'strlen(s)' 'x++;' --setup 'char s[] = "text"; int x = 0;' --save grown.c
    expect_status 0
    expect_error "saved the suite as 'grown.c'; to build it: cc -O2 grown.c"
    refute grep -q '#line' grown.c
    cc -Wall -Wextra -O2 -I "$SOURCE/include" grown.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -lpthread -lm -o grown
    [ "$(benchrun list ./grown)" = "$(printf 'timeit/strlen_s\ntimeit/x')" ]
}

@test "timeit: other formats, files and charts are as in run" {
    timeit 'getpid()' 'getppid()' -o r.html --format csv
    expect_status 0
    head -n 1 stdout.txt | grep -q '^id,'
    grep -q 'getppid' r.html
}

@test "bench_timeit(): in any program" {
    cat >program.c <<'C'
#include <benchrun/bench.h>
#include <stdio.h>
#include <unistd.h>
static unsigned calls;
static void work(void *data)
{
    calls++;
    usleep(*(const useconds_t *)data);
}
int main(void)
{
    useconds_t us = 2000;
    double seconds = bench_timeit(work, &us, 10);
    if (calls != 10 || seconds < 0.02 || bench_timeit(work, &us, 0) > 0.001)
        return 1;
    struct bench_timing timing = bench_timeit_auto(work, &us);
    printf("%d %d\n", timing.best >= 0.002 && timing.median >= timing.best, timing.number >= 1 && timing.number <= 8);
    return 0;
}
C
    cc -O2 -I "$SOURCE/include" program.c "$BUILD/framework/harness/libbenchrun.a" -lpthread -o program
    [ "$(./program)" = "1 1" ]
    c++ -x c++ -std=c++17 -O2 -I "$SOURCE/include" program.c -x none "$BUILD/framework/harness/libbenchrun.a" -lpthread -o program
    [ "$(./program)" = "1 1" ]
}
