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
