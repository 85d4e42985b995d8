#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The copies of programs that the processes of a comparison start from.
load helpers

# A suite that says what it was started from, with a library that is found by these linker flags.
make_copied() {
    local root=$1
    shift
    mkdir -p "$root/bin/x" "$root/lib"
    touch "$root/bin/x/beside.txt" "$root/above.txt"
    cc -O2 -D_GNU_SOURCE -fPIC -shared -DLIBRARY -I "$SOURCE/include" "$SOURCE/tests/cli/copied.c" \
        -Wl,-soname,libcopied.so.1 -o "$root/lib/libcopied.so.1"
    cc -O2 -D_GNU_SOURCE -I "$SOURCE/include" "$SOURCE/tests/cli/copied.c" \
        "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" \
        "$root/lib/libcopied.so.1" "${@:--Wl,-rpath,\$ORIGIN/../../lib}" \
        -o "$root/bin/x/suite"
}

# The log is copied.log, and temporary files have a folder of their own.
log_copies() {
    export COPIED_LOG=$BATS_TEST_TMPDIR/copied.log TMPDIR=$BATS_TEST_TMPDIR/${1:-temporary}
    [ $# -gt 0 ] || mkdir -p "$TMPDIR"
}

# A few restarts.
compare_copied() {
    log_copies
    apart benchrun compare --cpu none --samples 4 --processes 6 -q --fail-on never "$@"
}

# The values of one word in the log, but for what asked for the cases.
logged() {
    sed -n "s/.*\b$1=\([^ ]*\).*/\1/p" copied.log | grep -v "${2:-^\$}" || true
}

# A comparison that has started a copy and continues.
start_with_copies() {
    make_copied build
    log_copies
    start_in_background compare --cpu none --time 60 --aa build/bin/x/suite
    wait_for grep -qsF "exe=$TMPDIR" copied.log
}

age_what_is_left() {
    [ -n "$(ls -A "$TMPDIR")" ]
    find "$TMPDIR" -maxdepth 1 -exec touch -d '1 hour ago' {} +
}

expect_nothing_left() {
    [ -z "$(ls -A "$TMPDIR")" ] || fail "left behind: $(ls -AR "$TMPDIR")"
}

@test "copies: each process of both sides starts from files of its own" {
    make_copied build
    compare_copied --aa build/bin/x/suite
    expect_status 0
    grep -F "exe=$TMPDIR" copied.log >copies.txt || fail "$(cat copied.log)"
    mv copies.txt copied.log
    [ "$(logged exe_inode | wc -l)" -eq 12 ]
    [ "$(logged exe_inode | sort -u | wc -l)" -eq 12 ] || fail "$(cat copied.log)"
    [ "$(logged library_inode | sort -u | wc -l)" -eq 12 ] || fail "$(cat copied.log)"
    [ "$(logged library | grep -cF "$TMPDIR")" -eq 12 ] || fail "$(cat copied.log)"
    expect_nothing_left
}

@test "copies: a program finds its name and its files" {
    make_copied build
    compare_copied --aa build/bin/x/suite
    expect_status 0
    [ "$(logged argv | sort -u)" = build/bin/x/suite ]
    [ "$(logged beside | sort -u)" = 1 ] || fail "$(cat copied.log)"
    [ "$(logged above | sort -u)" = 1 ] || fail "$(cat copied.log)"
    [ "$(logged exe | sed 's,.*/bin/,bin/,' | sort -u)" = bin/x/suite ]
}

@test "copies: a library is copied wherever a RUNPATH finds it, but not for an RPATH" {
    make_copied whole "-Wl,-rpath,$PWD/whole/lib"
    make_copied old "-Wl,-rpath,\$ORIGIN/../../lib,--disable-new-dtags"
    compare_copied whole/bin/x/suite old/bin/x/suite -o out.json
    expect_status 0
    logged library | grep -qF "$TMPDIR"
    [ "$(json out.json '[w for w in r["run"]["warnings"] if "RPATH" in w]')" = \
        "[\"all processes shared one copy of 'libcopied.so.1', which 'old/bin/x/suite' loads: an RPATH names it; link with -Wl,--enable-new-dtags\"]" ] ||
        fail "$(json out.json 'r["run"]["warnings"]')"
}

@test "copies: a library that the user's LD_LIBRARY_PATH names is the one that is copied" {
    make_copied build
    mkdir other
    cp build/lib/libcopied.so.1 other/
    rm build/lib/libcopied.so.1
    LD_LIBRARY_PATH=$PWD/other compare_copied --aa build/bin/x/suite
    expect_status 0
    logged library | grep -qF "$TMPDIR"
}

@test "copies: where there can be none, the program itself is started, with a warning" {
    make_copied build
    log_copies missing
    apart benchrun compare --cpu none --samples 4 --processes 6 \
        -q --fail-on never --aa build/bin/x/suite -o out.json
    expect_status 0
    [ "$(logged exe | sort -u)" = "$PWD/build/bin/x/suite" ]
    json out.json 'r["run"]["warnings"]' | grep -F "could not be copied for each process"
    [ "$(json out.json 'len([w for w in r["run"]["warnings"] if "copied" in w])')" = 1 ]
}

@test "copies: run starts each process of each alternative from files of its own" {
    make_copied build
    log_copies
    apart benchrun run --cpu none --samples 4 --processes 6 --precision 0 -q build/bin/x/suite
    expect_status 0
    grep -F "exe=$TMPDIR" copied.log >copies.txt || fail "$(cat copied.log)"
    mv copies.txt copied.log
    [ "$(logged exe_inode | sort -u | wc -l)" -eq 6 ] || fail "$(cat copied.log)"
    expect_nothing_left
}

@test "copies: what is measured against a baseline starts from copies, as the baseline did" {
    make_copied build
    benchrun run --cpu none --samples 4 --processes 6 -q --save-baseline main build/bin/x/suite >run.txt
    log_copies
    apart benchrun compare --cpu none --samples 4 --processes 6 -q --fail-on never main build/bin/x/suite
    expect_status 0
    grep -F "exe=$TMPDIR" copied.log >copies.txt || fail "$(cat copied.log)"
    mv copies.txt copied.log
    [ "$(logged exe_inode | sort -u | wc -l)" -eq 6 ] || fail "$(cat copied.log)"
    expect_nothing_left
}

@test "copies: none behind a launcher" {
    make_copied build
    compare_copied --aa build/bin/x/suite --launcher 'nice -n 0'
    expect_status 0
    [ "$(logged exe | sort -u)" = "$PWD/build/bin/x/suite" ]
}

@test "copies: an interruption leaves none behind" {
    start_with_copies
    stop_by INT
    expect_status 130
    expect_nothing_left
}

@test "copies: what kill -9 leaves behind, the next comparison removes" {
    start_with_copies
    stop_by KILL
    age_what_is_left
    compare_copied --aa build/bin/x/suite
    expect_status 0
    expect_nothing_left
}
