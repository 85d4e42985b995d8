#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What is allocated and copied, counted by preloaded libraries.
load helpers

ALLOCATES=$BUILD/tests/programs/profile/allocates
COPIES=$BUILD/tests/programs/profile/copies

# What the pass `heap` says of a part of the program `allocates`: bytes, allocations, peak and leaked.
expect_heap() {
    local part=$1
    shift
    benchrun profile --pass heap -o heap.json -- "$ALLOCATES" "$part" >heap.txt
    counted=$(json heap.json '[sum(v for _, v in m["self"]) for m in r["metrics"]]')
    [ "$counted" = "[$1, $2, $3, $4]" ] || fail "$part: $counted"
}

@test "profile, heap: known numbers, whatever the program does" {
    expect_heap leaks 100000 1000 100000 40000
    expect_heap churns 5000000 5000 1000 0
    expect_heap grows 323200 100 6400 0
    expect_heap fails 500 1 500 0
    expect_heap peaks 3145728 2 3145728 0
    expect_heap aligns $((10 * (512 + 1048576))) 30 $((9 * 524288 + 1048576)) $((10 * 524288))
    expect_heap remaps $((6 * 1048576)) 3 $((3 * 1048576)) $((2 * 1048576))
    expect_heap replaces $((8 * 1048576)) 3 $((6 * 1048576)) 0
    expect_heap splits $((9 * 1048576)) 3 $((6 * 1048576)) $((3 * 1048576))
    expect_heap shares 1048576 1 1048576 1048576
    expect_heap forks 3330 10 3330 3330
    grep -q '^note: 2 processes allocated memory' heap.txt
    expect_heap dies 1234 1 1234 1234
    grep -q '^note: it was ended by signal 6' heap.txt
    expect_heap deep 777 1 777 0
    grep -q 'stack cut off' heap.txt
    expect_heap nothing 0 0 0 0
    grep -q '^heap: bytes 0 B, allocations 0, peak 0 B, leaked 0 B$' heap.txt
}

@test "profile, heap: by path, through libc and in threads" {
    benchrun profile --pass heap -o heap.json -- "$ALLOCATES" sorts threads >heap.txt
    benchrun report heap.json --format collapsed >paths.txt
    grep -Eq '^_start;.*main;sorts;.*;compare [0-9]+$' paths.txt
    grep -Eq ';work 1920000$' paths.txt
    benchrun report heap.json --sort allocations | sed -n 2p | grep -q ' work '
}

@test "profile, heap: the timed region of a case alone" {
    cat >suite.c <<'C'
#include <benchrun/bench.h>
#include <stdlib.h>
static void *shown(void *block)
{
    bench_do_not_optimize(block);
    return block;
}
static void *make(struct bench *bench)
{
    (void)bench;
    return shown(malloc(5000));
}
BENCH(blocks, three, .setup = make, .teardown = free)
{
    void *before = shown(malloc(700));
    BENCH_LOOP (bench) {
        for (int i = 0; i < 3; i++)
            free(shown(malloc(32)));
    }
    free(before);
}
C
    cc -O2 -g -I "$SOURCE/include" suite.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o suite
    apart benchrun profile ./suite --pass heap -o heap.json
    expect_status 0
    [ "$(json heap.json '[sum(v for _, v in m["self"]) / r["passes"][0]["iterations"] for m in r["metrics"]][:2]')" = "[96.0, 3.0]" ]
    [ "$(json heap.json '[sum(v for _, v in m["self"]) for m in r["metrics"]][2:]')" = "[32, 0]" ]
    expect_output "in $(json heap.json 'int(r["passes"][0]["iterations"])') iterations"
}

# The bytes on all paths with a function, of what `report --format collapsed` printed.
bytes_with() {
    awk -v name="$1" 'index(";" $0, ";" name) { sum += $NF } END { print sum + 0 }' paths.txt
}

@test "profile, heap: C++, and a library that is loaded later" {
    cat >later.c <<'C'
#include <stdlib.h>
void later(void)
{
    for (int i = 0; i < 7; i++) {
        void *block = malloc(70);
        __asm__ volatile("" : "+r"(block) : : "memory");
        free(block);
    }
}
C
    cat >program.cc <<'C'
#include <dlfcn.h>
#include <vector>
struct thing {
    char bytes[24];
};
__attribute__((noinline)) static void make(int n)
{
    for (int i = 0; i < n; i++) {
        thing *one = new thing;
        __asm__ volatile("" : "+r"(one) : : "memory");
        delete one;
    }
    std::vector<char> numbers(1000);
    __asm__ volatile("" : : "r"(numbers.data()) : "memory");
}
int main()
{
    make(50);
    void *library = dlopen("./later.so", RTLD_NOW);
    if (library != nullptr)
        reinterpret_cast<void (*)()>(dlsym(library, "later"))();
    return 0;
}
C
    cc -O2 -g -shared -fPIC later.c -o later.so
    c++ -O2 -g program.cc -o program -ldl
    benchrun profile --pass heap -o heap.json -- ./program >heap.txt
    benchrun report heap.json --format collapsed >paths.txt
    [ "$(bytes_with 'make;')" -eq $((50 * 24 + 1000)) ]
    [ "$(bytes_with 'later ')" -eq 490 ]
}

@test "profile, heap: a limit on files or memory does not harm the program" {
    apart bash -c 'ulimit -f 100; exec "$@"' - "$BENCHRUN_PROGRAM" profile --pass heap -- \
        sh -c "'$ALLOCATES' leaks && echo lived"
    expect_status 3
    expect_output lived
    apart benchrun profile --pass heap -- bash -c "ulimit -v 500000; '$ALLOCATES' leaks && echo lived"
    expect_status 0
    expect_output lived
}

@test "profile, heap: what it cannot be loaded into is refused" {
    cc -O2 -D_GNU_SOURCE -static -pthread "$SOURCE/tests/programs/profile/allocates.c" -o static
    apart benchrun profile --pass heap -- ./static leaks
    expect_status 3
    expect_error "nothing was counted: the program may be linked statically"
    apart benchrun profile --pass heap --pid $$
    expect_status 3
    expect_error "allocations cannot be counted in a running process: start the program with '-- COMMAND'"
}

# What the pass `copies` says of a part of a program: bytes and copies.
expect_copies() {
    benchrun profile --pass copies -o copies.json -- "$1" "$2" >copies.txt
    counted=$(json copies.json '[sum(v for _, v in m["self"]) for m in r["metrics"]]')
    [ "$counted" = "[$3, $4]" ] || fail "$1 $2: $counted"
}

@test "profile, copies: known numbers, of each function and its fortified form" {
    for program in "$COPIES" "${COPIES}_fortified"; do
        expect_copies "$program" moves 101023 105
        expect_copies "$program" texts 69 8
        expect_copies "$program" wides 72 4
        expect_copies "$program" threads 192000 4000
        expect_copies "$program" forks 3330 10
        expect_copies "$program" nothing 0 0
    done
    grep -q '^copies: copied 0 B, copies 0$' copies.txt
    grep -q '^note: .* what the compiler copies in place' copies.txt
    benchrun profile --pass copies -o copies.json -- "$COPIES" moves texts >copies.txt
    benchrun report copies.json --format collapsed >paths.txt
    grep -Eq '^_start;.*main;moves [0-9]+$' paths.txt
    [ "$(bytes_with 'texts ')" -eq 69 ]
}

@test "profile, copies: an overflow is still found" {
    apart benchrun profile --pass copies -- "${COPIES}_fortified" overflows
    expect_status 0
    expect_output "ended by signal 6"
    grep -q 'buffer overflow detected' stderr.txt
}

@test "profile, copies: the timed region of a case alone" {
    cat >suite.c <<'C'
#include <benchrun/bench.h>
#include <string.h>
static char from[4096], to[4096];
BENCH(bytes, two)
{
    size_t n = 300;
    memcpy(to, from, n * 10);
    BENCH_LOOP (bench) {
        bench_hide(n);
        memcpy(to, from, n);
        memcpy(to + n, from, n / 2);
        bench_clobber_memory();
    }
}
C
    cc -O2 -g -I "$SOURCE/include" suite.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o suite
    apart benchrun profile ./suite --pass copies -o copies.json
    expect_status 0
    [ "$(json copies.json '[sum(v for _, v in m["self"]) / r["passes"][0]["iterations"] for m in r["metrics"]]')" = "[450.0, 2.0]" ]
}
