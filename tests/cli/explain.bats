#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Why a case takes its time: the suites that show a technique, asked without knowing it. Shares of
# time and counts are far apart there; how fast the machine is does not matter.
load helpers

explain() {
    apart benchrun explain --quick --cpu none "$@"
}

# The techniques that are suggested, a line each.
techniques() {
    sed -n 's/^ [1-3]\. \([a-z ]*\), .*: .*/\1/p' <<<"${output#*What could be tried:}"
}

expect_technique() {
    local suite=$1 case=$2
    explain -f "$case" "$SUITES/$suite"
    expect_status 0
    techniques | grep -qx "$3" || fail "of $case it suggests: $(techniques | paste -sd, -)"
}

@test "explain: scalar floats could be vectors" {
    expect_technique vectorize exponential/scalar vectorise
    expect_output "100% of the floating-point instructions take one number"
    expect_output "vectorize.c:"
}

@test "explain: calls that are repeated could be kept" {
    expect_technique memoize fibonacci/recursion/n:12 "cache results"
    expect_output "of the calls of fibonacci repeat arguments"
}

@test "explain: objects could be allocated once" {
    expect_technique pool churn/malloc "allocate once"
    expect_output "of the time is in the allocator"
}

@test "explain: time grows faster than it has to" {
    # Beside other work the times may lie on no curve.
    for _ in {1..8}; do
        explain -f pairs/of_all/n:2048 "$CLI_PROGRAMS/grows"
        expect_status 0
        [[ $output == *"measurements at 4 or more arguments"* ]] || break
    done
    expect_output "O(n^2): twice the input takes four times as long"
    techniques | grep -qx "better algorithm" || fail "it suggests: $(techniques)"
}

@test "explain: a long body could be divided among threads" {
    expect_technique parallel cpu_bound/one_thread threads
}

@test "explain: a loop reads little of each object" {
    expect_technique layout sum_field/padded "data layout"
    expect_output "each time it moves 56 bytes through memory and reads 4 of them"
}

@test "explain: branches are guessed wrong" {
    expect_technique branch conditional_sum/shuffled/percent:50 "fewer branches"
    [[ $output =~ "predictor guesses "2[0-9.]+"% of the branches wrong" ]]
}

@test "explain: strings are scanned again and again" {
    expect_technique strings join/strcat/words:512 "copy and scan less"
}

@test "explain: what waits could wait at once" {
    expect_technique waiting waiting/one_after_another "wait at once"
    [[ $output =~ "It waits "[0-9]+"% of the time" ]]
}

@test "explain: of a tuned body nothing stands out" {
    explain -f aggregate/avx2 "$SUITES/aggregate"
    expect_status 0
    expect_output "Nothing stands out."
}

@test "explain: Markdown and HTML say the same as the text" {
    explain -f 'fibonacci/recursion/n:8' -q "$SUITES/memoize" -o e.txt -o e.md -o e.html
    expect_status 0
    [ -z "$errors" ]
    cmark-gfm e.md | grep -q '<strong>Are calls repeated with the same arguments?</strong>'
    xmllint --html --noout e.html
    while read -r line; do
        grep -qF "${line%%,*}" e.txt || fail "not in the text: $line"
    done < <(sed -n 's/^<li>\([a-z][a-z ]*,.*\)<\/li>$/\1/p' e.html)
    [ "$(grep -c '<article>' e.html)" -eq 10 ]
}

@test "explain: one case at a time, of an alternative the largest" {
    explain "$SUITES/branch"
    expect_status 2
    expect_error "9 cases are selected, and one is explained at a time: name it with -f"
    explain -f conditional_sum/sorted "$SUITES/branch" --format json
    expect_status 2
    expect_error "the format 'json' is not one of 'benchrun explain'; known: table, markdown, html"
    explain -f nothing "$SUITES/branch"
    expect_status 4
    explain -f lie/crash "$PROGRAMS/crash"
    expect_status 4
    explain -f fibonacci/table "$SUITES/memoize"
    expect_status 0
    expect_error "explaining fibonacci/table/n:24, the last of 5 that match"
    [[ $output == fibonacci/table/n:24* ]]
}

@test "explain: a case that fails is an error with its reason" {
    explain -f crash/segv "$PROGRAMS/crash"
    expect_status 3
    expect_error "cannot explain crash/segv: "
}

@test "explain: what is not there is said to be not known" {
    mkdir empty
    ln -s "$(command -v sh)" empty/sh
    PATH=$PWD/empty explain -f fibonacci/recursion/n:8 "$SUITES/memoize"
    expect_status 0
    expect_output "valgrind is not installed"
    [ ! -e benchrun-out ]
}

@test "explain: with a build command, other flags are measured" {
    mkdir project
    cat >project/suite.c <<'C'
#include <benchrun/bench.h>
static float numbers[4096];
BENCH(sums, all)
{
    float sum = 0;
    BENCH_LOOP (bench) {
        bench_hide(sum);
        for (int i = 0; i < 4096; i++)
            numbers[i] = numbers[i] * 0.5f + sum;
        bench_do_not_optimize(numbers[7]);
    }
}
C
    cat >project/benchrun.ini <<INI
[build]
command = cc -g -O1 -I $SOURCE/include {source}/suite.c $BUILD/framework/harness/libbenchrun_main.a $BUILD/framework/harness/libbenchrun.a -o {build}/suite
suites = suite
INI
    cd project
    git init -q
    git add .
    git -c user.name=me -c user.email=me@localhost commit -qm one
    XDG_CACHE_HOME=$PWD/cache explain -f sums/all
    expect_status 0
    [[ $output =~ "with -O3: "[0-9.]+"x as fast [" ]]
    [[ $output =~ "with -O3 -march=native: "[0-9.]+"x as fast [" ]]
    expect_output "GNU C17"
    expect_output "the compiler says of it, with -O3: loop vectorized using"
    techniques | grep -qx "compiler flags" || fail "it suggests: $(techniques)"
}

@test "explain: a command" {
    printf '%s\n' '#include <stdlib.h>' 'int main(void) { double s = 0; for (int k = 0; k < 30; k++)' \
        'for (int i = 0; i < 1000000; i++) { s += i / 3.0; __asm__ volatile("" : "+x"(s)); }' \
        'void *p = malloc((size_t)s % 7 + 1); __asm__ volatile("" : "+r"(p)); free(p); return 3; }' >program.c
    cc -g -O2 program.c -o program
    explain -- ./program
    expect_status 0
    [[ $output == ./program$'\n'* ]]
    expect_output "100% of the floating-point instructions take one number"
    expect_output "1 allocations"
    expect_output "Not known: a command has no argument that could be varied."
    expect_output "GNU C"
    [[ $errors != *warning* ]]
    techniques | grep -qx vectorise
    explain -- no-such-program
    expect_status 3
    expect_error "cannot explain 'no-such-program': there is no such program"
    explain --
    expect_status 2
    expect_error "name a command after '--'"
}
