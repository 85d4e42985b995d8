#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --dry-run: what is printed is what is run, and nothing is run.
load helpers
load compare_helpers

# A launcher that notes the words that it starts, and where.
make_launcher() {
    # shellcheck disable=SC2016 # for the launcher
    printf '#!/bin/sh\necho "%s/launcher $*" >>"%s/started"\nexec "$@"\n' "$PWD" "$PWD" >launcher
    chmod +x launcher
}

# The lines for a shell.
commands() {
    grep -v '^#' stdout.txt
}

expect_as_printed() {
    diff <(sort -u "$1") <(sort -u started) || fail "not as printed"
}

@test "dry-run: the workers of run, test and compare are those that are printed" {
    make_launcher
    for command in run test; do
        rm -f started
        apart benchrun $command --dry-run --launcher "$PWD/launcher" "$PROGRAMS/good" "$PROGRAMS/../cli/gate"
        expect_status 0
        [ ! -e started ]
        [ ! -e benchrun-out ]
        commands >printed
        [ "$(wc -l <printed)" -eq 2 ]
        case $command in run) words=(--cpu none --samples 4 --processes 2) ;; *) words=() ;; esac
        apart benchrun $command "${words[@]}" --launcher "$PWD/launcher" "$PROGRAMS/good" "$PROGRAMS/../cli/gate"
        expect_as_printed printed
        rm -rf benchrun-out
    done
    make_suite base
    make_suite head
    words=(--env-head A=b --args-head "--x" --launcher "$PWD/launcher" ./base ./head)
    rm started
    apart benchrun compare --dry-run "${words[@]}"
    expect_status 0
    [ ! -e started ]
    expect_output "env A=b $PWD/launcher ./head --benchrun-worker --x"
    expect_output "# where a difference needs a reason: the same behind 'valgrind --tool=callgrind' (--witness)"
    commands | sed 's/^env A=b //' >printed
    apart benchrun compare --cpu none --samples 4 --processes 2 --witness never --fail-on never "${words[@]}"
    expect_as_printed printed
}

@test "dry-run: a build is the line that is printed" {
    make_launcher
    launcher=$PWD/launcher started=$PWD/started
    make_repository
    # shellcheck disable=SC2016 # for the build's shell
    sed -i 's|^command = |command = { pwd; env \| grep -E "^(BENCHRUN_[BSJL]\|MAKEFLAGS\|GIT_DIR)" \| sort; } >{build}/seen; |' benchrun.ini
    export MAKEFLAGS=-s
    apart benchrun compare --dry-run --git HEAD~1..HEAD --launcher "$launcher"
    expect_status 0
    [ ! -e "$XDG_CACHE_HOME/benchrun/builds" ]
    [ ! -e "$started" ]
    cp stdout.txt dry.txt
    expect_output "# base HEAD~1 ($(git rev-parse HEAD~1 | cut -c1-12)), checked out as '$XDG_CACHE_HOME/benchrun/builds/"
    [ "$(grep -c '^cd ' dry.txt)" -eq 2 ]
    apart benchrun compare --cpu none --samples 4 --processes 2 --witness never --fail-on never -f planted/left_alone \
        --git HEAD~1..HEAD --launcher "$launcher"
    expect_status 0
    for tree in "$XDG_CACHE_HOME"/benchrun/builds/*/; do
        mv "$tree/build/seen" "$tree/seen"
    done
    grep '^cd ' dry.txt >lines
    bash -e lines
    for tree in "$XDG_CACHE_HOME"/benchrun/builds/*/; do
        diff "$tree/seen" "$tree/build/seen"
    done
    diff <(grep -- --benchrun-worker dry.txt | sed 's|/SUITE |/suite |' | sort -u) <(sort -u "$started")
    # Now they are there, with their suites.
    apart benchrun compare --dry-run --git HEAD~1..HEAD --launcher "$launcher"
    expect_output "built before from"
    [ "$(grep -c '^cd ' stdout.txt)" -eq 0 ]
    diff <(commands | sort -u) <(sort -u "$started")
}

@test "dry-run: without a command in benchrun.ini it is the usual one, of the commit" {
    make_repository
    printf 'all:\n\tfalse\n' >Makefile
    printf '[build]\nsuites = suite\n' >benchrun.ini
    git add . && git commit -qm "with make"
    apart benchrun compare --dry-run --git HEAD
    expect_status 0
    # shellcheck disable=SC2016 # as it is printed
    expect_output 'sh -c '\''make -C "${BENCHRUN_SOURCE}" -j "${BENCHRUN_JOBS}"'\'
    apart benchrun compare --dry-run --git HEAD~1
    expect_status 2
    expect_error "found no meson.build, CMakeLists.txt or Makefile"
}

@test "dry-run: bisect and explain print what they build" {
    make_repository
    apart benchrun bisect --dry-run -f planted/slowed HEAD~1..HEAD
    expect_status 0
    [ "$(grep -c '^cd ' stdout.txt)" -eq 2 ]
    expect_output "# the same of some of the 0 commits between them, by halves"
    apart benchrun explain --dry-run -f planted/slowed
    expect_status 0
    [ "$(grep -c '^cd ' stdout.txt)" -eq 3 ]
    expect_output "PATH=$XDG_CACHE_HOME/benchrun/builds/"
    [ ! -e "$XDG_CACHE_HOME/benchrun/builds" ]
    apart benchrun explain --dry-run -- touch ran
    expect_status 0
    [ "$(commands)" = "touch ran" ]
    [ ! -e ran ]
}

@test "dry-run: the commands of exec are those that are printed" {
    # shellcheck disable=SC2016 # for the program
    printf '#!/bin/sh\necho "./note $*" >>"%s/started"\n' "$PWD" >note
    chmod +x note
    echo precious >kept
    words=(--setup './note up' --prepare './note before' --cleanup './note down' --parameter-list n '1,2' './note a {n}' './note b {n}')
    apart benchrun exec --dry-run --output kept -o r.json "${words[@]}"
    expect_status 0
    [ ! -e started ]
    [ ! -e r.json ]
    [ "$(<kept)" = precious ]
    commands >printed
    apart benchrun exec --runs 2 "${words[@]}"
    expect_status 0
    expect_as_printed printed
}

@test "dry-run: the compiler of timeit is called as is printed" {
    # shellcheck disable=SC2016 # for the compiler
    printf '#!/bin/sh\necho "$0 $*" >>"%s/started"\nexec cc "$@"\n' "$PWD" >compiler
    chmod +x compiler
    export CC=$PWD/compiler TMPDIR=$PWD
    apart benchrun timeit --dry-run --setup 'int n = 3;' 'n * n'
    expect_status 0
    [ ! -e started ]
    expect_output 'n * n'
    expect_output 'timeit --benchrun-worker'
    [ -z "$(ls -d benchrun-scratch-* 2>/dev/null)" ]
    grep "^env LC_ALL=C $CC " stdout.txt | sed 's/^env LC_ALL=C //; s/scratch-[A-Za-z0-9]*/scratch/g' >printed
    [ "$(wc -l <printed)" -eq 2 ]
    apart benchrun timeit --number 10 --samples 2 --processes 1 --cpu none --setup 'int n = 3;' 'n * n'
    expect_status 0
    sed -i 's/scratch-[A-Za-z0-9]*/scratch/g' started
    expect_as_printed printed
}

# An sbatch that keeps what it is given.
make_sbatch() {
    mkdir bin
    # shellcheck disable=SC2016 # for the program
    printf '#!/bin/sh\nfor script; do :; done\ncp "$script" "%s/script"\necho "sbatch $*" >"%s/submitted"\necho 17\n' "$PWD" "$PWD" >bin/sbatch
    printf '#!/bin/sh\nexit 1\n' >bin/squeue
    chmod +x bin/*
    export PATH=$PWD/bin:$PATH submitted=$PWD/submitted script=$PWD/script
}

without_number() {
    sed -E 's/[0-9]{8}T[0-9]{6}[^/ ]*-[0-9a-f]{6}/RUN/g' "$1"
}

# The command in the first word, with the others.
expect_submitted_as_printed() {
    local command=$1 home=$BATS_TEST_TMPDIR
    shift
    rm -rf "$submitted" benchrun-out
    apart benchrun "$command" --dry-run "$@"
    expect_status 0
    [ ! -e "$submitted" ]
    [ ! -e benchrun-out ]
    without_number stdout.txt >"$home/printed"
    start_in_background "$command" "$@"
    wait_for test -s "$submitted"
    stop_by INT
    without_number "$submitted" >"$home/real"
    grep -qxF "env -u SQUEUE_FORMAT -u SQUEUE_SORT LC_ALL=C $(<"$home/real")" <(tr -d "'" <"$home/printed")
    diff <(sed -n "/^cat >/,/^END$/p" "$home/printed" | sed '1d;$d') <(without_number "$script")
}

@test "dry-run: a job of Slurm is submitted as is printed" {
    make_sbatch
    words=(--engine slurm --shards 2 --nodes 2 --partition main --cpu none)
    expect_submitted_as_printed run "${words[@]}" "$PROGRAMS/good"
    make_repository
    words=(--engine slurm --shards 1)
    expect_submitted_as_printed test "${words[@]}"
    grep -q "BUILT='the=" "$script"
    expect_submitted_as_printed compare "${words[@]}" --git HEAD~1..HEAD
    grep -q "BUILT='base=$(git rev-parse HEAD~1) head=$(git rev-parse HEAD) '" "$script"
    echo "-DFACTOR=3" >flags
    expect_submitted_as_printed compare "${words[@]}" --git HEAD
    grep -q "BUILT='base=$(git rev-parse HEAD) head=[0-9a-f]* based_on=$(git rev-parse HEAD) '" "$script"
}

@test "dry-run: what is printed is text, and a wrong word is an error" {
    apart benchrun run --dry-run "$(printf 'x\e[31m\n::error::pwned')"
    expect_status 0
    refute grep -qP '\x1b' stdout.txt
    refute grep -q '^::' stdout.txt
    apart benchrun compare --dry-run nothing else
    expect_status 2
}
