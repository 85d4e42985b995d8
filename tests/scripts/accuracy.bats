#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load ../cli/helpers

HERE=$BATS_TEST_DIRNAME

accuracy() {
    apart "$SOURCE/scripts/accuracy" "$@"
}

# A build folder of which nothing has to be built.
make_build() {
    mkdir -p build/tests/accuracy bin
    ln -s "$BENCHRUN_PROGRAM" build/benchrun
    ln -s "$BUILD"/tests/accuracy/kernels_* build/tests/accuracy/
    ln -s "$BUILD/framework" build/framework
    touch build/build.ninja
    printf '#!/bin/sh\n' >bin/ninja
    chmod +x bin/ninja
    PATH=$PWD/bin:$PATH
}

@test "accuracy: the table of saved comparisons" {
    accuracy --table --save "$HERE/accuracy.jsonl"
    expect_status 0
    [ "${BENCHRUN_UPDATE_GOLDEN:-}" != 1 ] || cp stdout.txt "$HERE/accuracy.md"
    diff -u "$HERE/accuracy.md" stdout.txt
    expect_error "that is not JSON"
}

@test "accuracy: what is missing is measured, and no more" {
    make_build
    few=(--build build --kernels "tiny,alu" --planted 0 --conditions idle --budgets 0.05
        --null-weight 1 --save rows.jsonl)
    accuracy "${few[@]}" --rounds 1
    expect_status 0
    expect_output "| tiny |"
    [ "$(wc -l <rows.jsonl)" -eq 2 ]
    sed -i 2d rows.jsonl
    accuracy "${few[@]}" --rounds 2
    expect_status 0
    [ "$(wc -l <rows.jsonl)" -eq 4 ]
    cp rows.jsonl before.jsonl
    accuracy "${few[@]}" --rounds 2
    diff before.jsonl rows.jsonl
}

@test "accuracy: unknown words are refused" {
    accuracy --kernels alu,none
    expect_status 2
    expect_error "'none' is none of alu, chase"
    accuracy --tools google --kernels tiny
    expect_status 2
    accuracy --build nowhere
    expect_status 1
    expect_error "no build in"
}

# The code of both sides is the same, so that it is `placement` at most.
@test "accuracy: commits of documentation and tests are compared, and not called" {
    make_build
    export XDG_CACHE_HOME=$PWD/cache GIT_CONFIG_GLOBAL=/dev/null
    git init -q -b main clone
    pushd clone
    git config user.name tester
    git config user.email tester@localhost
    cp "$SOURCE/tests/cli/planted.c" suite.c
    cat >benchrun.ini <<'INI'
[build]
command = cc -O2 {source}/suite.c $BENCHRUN_FLAGS -o {build}/suite
suites = suite
INI
    git add . && git commit -qm "the library"
    echo text >README.md && git add . && git commit -qm "describe it"
    echo "// changed" >>suite.c && git commit -qam "change it"
    mkdir -p lib/tests && echo test >lib/tests/one.c && git add . && git commit -qm "test it"
    mkdir docs && echo both >docs/a && echo "// changed" >>suite.c && git add . && git commit -qm "both"
    popd
    accuracy --build build --history clone --rounds 2 --budgets 0.05
    expect_status 0
    expect_output "describe it"
    expect_output "test it"
    expect_output "called slower or faster: 0; 2 of 2 commits were measured"
    [ "$(wc -l <stdout.txt)" -eq 3 ]
    accuracy --build build --history clone --rounds 3 --budgets 0.05
    expect_status 1
    expect_output "called slower or faster: 0; 2 of 3 commits were measured"
    accuracy --build build --history clone --rounds 1 --budgets 0.05
    [ "$(wc -l <stdout.txt)" -eq 2 ]
    expect_output "test it"
}

# The kernels fail if the system refuses something.
@test "accuracy: every kernel runs, with and without a slowdown" {
    for permille in 0 5 10 20 50; do
        apart benchrun test "$BUILD/tests/accuracy/kernels_$permille"
        expect_status 0
    done
    expect_output "21 "
}
