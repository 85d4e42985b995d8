#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What the system refuses: memory, a disk with room, folders to write to, streams, descriptors, processes, a clock that
# goes forward, a folder to be in. scripts/faults fails each call by itself.
load helpers

# Runs benchrun with a file of the C library missing.
without_file() {
    local file=$1
    shift
    strace -f -qq -o /dev/null -e trace=openat -e inject=openat:error=ENOENT -P "$file" "$BENCHRUN_PROGRAM" "$@"
}

# Runs benchrun with each call of a kind failing that is about one file, which exists.
failing() {
    local calls=$1 file=$2
    shift 2
    strace -qq -o /dev/null -e "trace=${calls%%:*}" -e "inject=$calls" -P "$file" "$BENCHRUN_PROGRAM" "$@"
}

@test "faults: without a locale of UTF-8 a table is of ASCII" {
    measure -q -o r.json "$PROGRAMS/good" >/dev/null
    LC_ALL=C apart without_file /usr/lib/locale/C.utf8/LC_CTYPE report r.json
    expect_status 0
    expect_output 'direct  16'
    refute grep -qP '^good.*[^\x00-\x7f]' stdout.txt
}

@test "faults: what cannot be read or written says what the system said" {
    measure -q -o r.json "$PROGRAMS/good" >/dev/null
    apart failing openat:error=EMFILE r.json report r.json
    expect_status 2
    expect_error "cannot read 'r.json': Too many open files"
    touch h.db
    apart failing pwrite64:error=ENOSPC h.db history --history h.db add r.json
    expect_status 3
    expect_error "cannot write the history 'h.db': database or disk is full"
    apart failing pwrite64:error=EIO h.db history --history h.db add r.json
    expect_status 3
    expect_error "cannot write the history 'h.db': disk I/O error: Input/output error"
}

@test "faults: no command prints to a stdout that takes nothing as if it did" {
    measure -q -o r.json "$PROGRAMS/good" >/dev/null
    benchrun history --history h.db -q add r.json
    for words in --help --version "list $PROGRAMS/good" "report r.json" ps doctor "history --history h.db show" \
        "history --history h.db verify" "history --history h.db export"; do
        # shellcheck disable=SC2086 # words
        benchrun $words >/dev/full 2>full.txt && fail "$words"
        # shellcheck disable=SC2086 # words
        benchrun $words >&- 2>closed.txt && fail "$words"
        grep -qF 'cannot write to stdout: No space left on device' full.txt
        grep -qF 'cannot write to stdout: Bad file descriptor' closed.txt
    done
}

@test "faults: a page names the charts that it lacks" {
    measure -q -o r.json "$PROGRAMS/good" >/dev/null
    mkdir bin tmp
    printf '#!/bin/sh\n%s "$@"\nrm -f "$TMPDIR"/benchrun-scratch-*/*-order\n' "$(command -v gnuplot)" >bin/gnuplot
    chmod +x bin/gnuplot
    PATH=$PWD/bin:$PATH TMPDIR=$PWD/tmp apart benchrun report r.json -o r.html
    expect_status 3
    expect_error "cannot draw good_direct_n_16-order"
    grep -q '</html>' r.html
    rmdir tmp
}

# Runs benchrun with its n-th allocation failing.
without_memory() {
    local n=$1
    shift
    LD_PRELOAD=$BUILD/tests/faults/allocations.so FAULTS_IN=benchrun FAULTS_KIND=malloc FAULTS_AT=$n "$BENCHRUN_PROGRAM" "$@"
}

# Puts the number of its first allocation of each path of callers into a file.
count_allocations() {
    FAULTS_LOG=allocations.txt without_memory 0 "$@" >/dev/null 2>&1
}

@test "faults: without memory benchrun says so and ends with 3" {
    measure -q -o r.json "$PROGRAMS/good" >/dev/null
    for words in --help "report r.json" "report r.json -o r.html" "history --history h.db add r.json" "list $PROGRAMS/good"; do
        # shellcheck disable=SC2086 # words
        count_allocations $words
        mapfile -t all <allocations.txt
        for part in {0..8}; do
            n=${all[${#all[@]} * part / 10]}
            rm -f r.html h.db*
            # shellcheck disable=SC2086 # words
            apart without_memory "$n" $words
            expect_status 3
            [ "$(<stderr.txt)" = "benchrun: out of memory" ] || fail "$words, $n"
            [ ! -e r.html ] || [ "$(tail -n 1 r.html)" = "</html>" ]
        done
    done
    [ -z "$(find . -name '.benchrun-*')" ]
}

@test "faults: a run without memory names the journal, from which it continues" {
    words=(run --cpu none --samples 2 --processes 1 -o r.json -f good/direct "$PROGRAMS/good")
    count_allocations "${words[@]}"
    rm r.json
    mapfile -t all <allocations.txt
    named=0
    for part in 60 70 80 90; do
        apart without_memory "${all[${#all[@]} * part / 100]}" "${words[@]}"
        expect_status 3
        expect_error "benchrun: out of memory"
        if grep -q "the measurements are in 'r.json.journal', continue with 'benchrun run --resume" stderr.txt; then
            named=$((named + 1))
        fi
        [ -e r.json ] || benchrun run --resume --folder . -q >/dev/null
        [ "$(json r.json '[x["id"] for x in r["results"]]')" = "['good/direct/n:16', 'good/direct/n:64']" ]
        rm -f r.json r.json.journal
    done
    [ $named -gt 0 ]
}
