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
    for words in --help --version "run --help" "history --help" "list $PROGRAMS/good" "report r.json" ps doctor "history --history h.db show" \
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
    # shellcheck disable=SC2016 # for the script
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
    for words in --help "report r.json -o r.html" "history --history h.db add r.json" "list $PROGRAMS/good"; do
        # shellcheck disable=SC2086 # words
        count_allocations $words
        mapfile -t all <allocations.txt
        for part in 0 2 4 6 8; do
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

@test "faults: a suite without memory says so" {
    for n in 1 2 3; do
        apart env LD_PRELOAD="$BUILD/tests/faults/allocations.so" FAULTS_IN=good FAULTS_KIND=malloc FAULTS_AT=$n \
            "$BENCHRUN_PROGRAM" run --cpu none --samples 2 -o r.json "$PROGRAMS/good"
        expect_status 3
        expect_error "out of memory: the suite cannot list its cases"
    done
}

@test "faults: a run without memory names the journal, from which it continues" {
    words=(run --cpu none --samples 2 --processes 1 -o r.json -f good/direct "$PROGRAMS/good")
    count_allocations "${words[@]}"
    rm r.json
    mapfile -t all <allocations.txt
    named=0
    for part in 65 75 85; do
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

# Runs a command in a folder where a file system of some KiB is mounted as 'small'; what follows the size is the shell's.
on_small_disk() {
    mkdir -p small
    unshare --mount sh -c 'mount -t tmpfs -o mode=755,size='"$1"'k none small && shift && eval "$@"' sh "$@"
}

can_mount() {
    unshare --mount sh -c 'mount -t tmpfs none /mnt' 2>/dev/null
}

@test "faults: on a full disk a report leaves the old file, and a run its journal or nothing" {
    can_mount || skip "no file system can be mounted here"
    measure -q -o r.json "$PROGRAMS/good" >/dev/null
    export TMPDIR=$PWD # the disk for what is of the moment has room
    # shellcheck disable=SC2016 # for the inner shell
    apart on_small_disk 16 'echo old >small/r.html; "$BENCHRUN_PROGRAM" report r.json -o small/r.html; code=$?
        cp small/r.html kept.html; ls -A small >left.txt; exit $code'
    expect_status 3
    expect_error "cannot write 'small/r.html': No space left on device"
    [ "$(<kept.html)" = old ]
    [ "$(<left.txt)" = r.html ]
    # A case needs some 3 KiB: the disk is full before the first, in the middle, or at the end.
    for size in 4 12 20 32; do
        # shellcheck disable=SC2016 # for the inner shell
        apart on_small_disk $size '"$BENCHRUN_PROGRAM" run --cpu none --samples 20 --processes 3 -o small/r.json "$PROGRAMS/good"
            code=$?; rm -rf copy; cp -r small copy; exit $code'
        expect_status 3
        expect_error "No space left on device"
        [ -z "$(find copy -name '.benchrun-*')" ]
        [ ! -e copy/r.json ] || json copy/r.json 'len(r["results"])'
    done
}

@test "faults: a history on a full disk keeps what it has" {
    can_mount || skip "no file system can be mounted here"
    measure -q -o r.json "$PROGRAMS/good" >/dev/null
    benchrun history --history h.db -q add r.json
    benchrun history --history h.db export >before.json
    measure -q -o s.json "$PROGRAMS/good" >/dev/null
    # shellcheck disable=SC2016 # for the inner shell
    apart on_small_disk $(($(stat -c %s h.db) / 1024 + 400)) 'cp h.db small/h.db && head -c 1M /dev/zero >small/filler 2>/dev/null
        "$BENCHRUN_PROGRAM" history --history small/h.db add s.json; code=$?
        rm small/filler; "$BENCHRUN_PROGRAM" history --history small/h.db export >after.json
        "$BENCHRUN_PROGRAM" history --history small/h.db -q add s.json || exit 99; exit $code'
    expect_status 3
    expect_error "cannot write the history 'small/h.db': "
    diff before.json after.json
}

@test "faults: a folder that is mounted read-only is named before anything is measured" {
    can_mount || skip "no file system can be mounted here"
    measure -q -o r.json "$PROGRAMS/good" >/dev/null
    benchrun history --history h.db -q add r.json
    mkdir locked
    cp r.json h.db locked
    locked() {
        # shellcheck disable=SC2016 # for the inner shell
        apart unshare --mount sh -c 'mount --bind locked locked && mount -o remount,bind,ro locked && exec "$@"' sh \
            "$BENCHRUN_PROGRAM" "$@"
    }
    locked run --cpu none -o locked/new.json "$PROGRAMS/good"
    expect_status 2
    expect_error "cannot write 'locked/new.json': its folder: Read-only file system"
    locked run --cpu none --folder locked/results "$PROGRAMS/good"
    expect_status 2
    expect_error "Read-only file system"
    [ -z "$output" ]
    locked report locked/r.json -o locked/r.csv
    expect_status 2
    expect_error "cannot write 'locked/r.csv': its folder: Read-only file system"
    locked history --history locked/h.db add r.json
    expect_status 3
    expect_error "cannot write the history 'locked/h.db': "
    locked history --history locked/h.db show
    expect_status 0
    expect_output good/direct/n:16
}

# Descriptors enough for nothing, for some of it, for all of it.
@test "faults: without descriptors each command ends with a message or is whole" {
    measure -q -o r.json -f good/direct "$PROGRAMS/good" >/dev/null
    benchrun report r.json -o whole.html >/dev/null 2>&1
    for most in 3 4 5 6 8 10 12 14 24; do
        for words in "run --cpu none --samples 2 --processes 1 -f good/direct -o new.json $PROGRAMS/good" \
            "report r.json -o r.csv" "list $PROGRAMS/good"; do
            rm -f new.json* r.csv
            # shellcheck disable=SC2086 # words
            apart prlimit --nofile=$most "$BENCHRUN_PROGRAM" $words
            case $status in
            0) [ "${words%% *}" != run ] || [ "$(json new.json '[x["status"] for x in r["results"]]')" = "['ok', 'ok']" ] ;;
            2 | 3) expect_error "Too many open files" ;;
            *) [ "$status" -eq 127 ] || fail "$words with $most: $status" ;; # the loader had none
            esac
            [ -z "$(find . -name '.benchrun-*')" ]
        done
    done
    expect_status 0
}

@test "faults: without processes a run ends with 3, and blames no case" {
    [ "$(id -u)" -eq 0 ] || skip "only root can be another user"
    place=$(mktemp -d /tmp/benchrun-faults-XXXXXX)
    chmod 0777 "$place"
    cp "$BENCHRUN_PROGRAM" "$place/benchrun"
    cp "$PROGRAMS/good" "$place/good"
    chmod 0755 "$place"/*
    for most in 1 2 3; do
        apart setpriv --reuid=61236 --regid=61236 --clear-groups -- env -C "$place" -u XDG_RUNTIME_DIR HOME=/nonexistent \
            TMPDIR="$place" prlimit --nproc=$most ./benchrun run --cpu none --samples 2 --processes 1 -o r.json good
        rm -f "$place"/r.json*
        [ "$status" -ne 0 ] || continue
        expect_status 3
        expect_error "Resource temporarily unavailable: allow more processes (ulimit -u, or the container's limit)"
        [[ $output != *crashed* ]] || fail "a case is blamed"
        [ $most -gt 2 ] || refused=yes
    done
    rm -rf "$place"
    [ "$refused" = yes ]
}

@test "faults: a current folder that has vanished is no one's fault but named" {
    measure -q -o r.json "$PROGRAMS/good" >/dev/null
    vanished() {
        mkdir -p gone
        # shellcheck disable=SC2016 # for the inner shell
        apart sh -c 'cd gone && rmdir ../gone && exec "$@"' sh "$BENCHRUN_PROGRAM" "$@"
    }
    vanished report "$PWD/r.json"
    expect_status 0
    vanished list "$PROGRAMS/good"
    expect_status 0
    vanished run --cpu none --samples 2 --processes 1 -o "$PWD/new.json" "$PROGRAMS/good"
    expect_status 0
    [ "$(json new.json 'len(r["results"])')" -eq 4 ]
    vanished run --cpu none --samples 2 "$PROGRAMS/good"
    expect_status 2
    expect_error "cannot create the folder 'benchrun-out': the current folder was removed: go to another one"
    vanished run --cpu none --samples 2 -o new.json "$PROGRAMS/good"
    expect_status 2
    expect_error "cannot write 'new.json': the current folder was removed: go to another one"
    vanished report "$PWD/r.json" -o r.csv
    expect_status 2
    expect_error "cannot write 'r.csv': the current folder was removed: go to another one"
}

@test "faults: a clock that is set back changes nothing that was measured" {
    export LD_PRELOAD=$BUILD/tests/faults/clock.so
    apart benchrun run --cpu none --samples 4 --processes 2 -f good/direct --record --no-references --history h.db -o r.json "$PROGRAMS/good"
    expect_status 0
    apart benchrun run --cpu none --samples 4 --processes 2 -f good/direct --record --no-references --history h.db -o s.json "$PROGRAMS/good"
    expect_status 0
    for words in "history --history h.db show" "history --history h.db verify" "history --history h.db prune --keep 1" \
        "compare --fail-on never r.json s.json" "report r.json -o r.html" "profile --time 0.1 -f good/direct/n:16 -o p.json $PROGRAMS/good" ps; do
        # shellcheck disable=SC2086 # words
        apart benchrun $words
        expect_status 0
    done
    unset LD_PRELOAD
    for file in r.json s.json; do
        [ "$(json $file '[(x["status"], all(0 < s < 1e9 for p in x["processes"] for s in p["samples_ns"])) for x in r["results"]]')" = \
            "[('ok', True), ('ok', True)]" ]
        expect_between "$(json $file 'r["run"]["duration_s"]')" 0 600
    done
    [ -z "$(find . -name '*.journal')" ]
}
