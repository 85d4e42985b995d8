#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun bisect: interruptions, bad input, options.
# shellcheck disable=SC2154 # helpers set variables
load helpers
load bisect_helpers

@test "bisect: continues after kill -9 with what it knew" {
    begin_history killed
    local i
    commit main k1 -DFACTOR=1 first
    for i in {2..5}; do commit main "k$i" -DFACTOR=1; done
    for i in {6..8}; do commit main "k$i" -DFACTOR=3; done
    end_history
    touch "$GATES/k6"
    start_in_background bisect "${quickly[@]}" first..main -f planted/slowed
    wait_for grep -q "measuring .* k6" stderr.txt
    grep -q "measuring .* k4" stderr.txt
    stop_by KILL
    rm "$GATES/k6"
    bisect first..main -f planted/slowed --format json
    expect_status 0
    expect_found k6
    expect_error "continuing: 2 measurements are known"
    expect_no_error " k4"
    expect_error "measuring $(git rev-parse k6 | cut -c1-12) k6"
}

@test "bisect: Ctrl-C says how to continue" {
    begin_history stopped
    commit main s1 -DFACTOR=1 first
    commit main s2 -DFACTOR=3
    end_history
    touch "$GATES/s1"
    start_in_background bisect "${quickly[@]}" first..main -f planted/slowed
    wait_for grep -q "measuring .* s1" stderr.txt
    # `ps` shows how far the search is.
    benchrun ps "$runner" --format json >ps.json
    left=$(sed -n 's/^benchrun: \(.*\): measuring .* s1$/\1/p' stderr.txt)
    [ "$(json ps.json 'r["runs"][0]["search"]')" = "$left" ]
    [[ $left == *"left, about"* && $(benchrun ps "$runner") == *" $left "* ]] || fail "ps shows no search"
    stop_by INT
    rm "$GATES/s1"
    expect_status 130
    expect_error "what was measured is kept; the same command continues"
}

@test "bisect: a file of a search that cannot be read, and --restart" {
    begin_history restarted
    commit main r1 -DFACTOR=3 first
    end_history
    bisect first..main -f planted/slowed
    expect_status 0
    local file
    file=$(grep -l "$(git rev-parse r1)" "$XDG_CACHE_HOME"/benchrun/bisect/*.json)
    echo '{"version": 1, "measured": [{}]}' >"$file"
    bisect first..main -f planted/slowed
    expect_status 3
    expect_error "': a measurement names no commit; --restart starts over"
    bisect first..main -f planted/slowed --restart
    expect_status 0
    expect_no_error "continuing"
    expect_output "subject  r1"
}

@test "bisect: ends without a difference, and from another branch" {
    begin_history branches
    commit main b1 -DFACTOR=1 first
    commit slow d1 -DFACTOR=3 first
    commit slow d2 -DFACTOR=3
    commit fast e1 -DFACTOR=1 d1
    end_history
    bisect first..main -f planted/slowed
    expect_status 3
    expect_output "there is no difference to look for"
    expect_no_error "left"
    # What made e1 fast is on its own branch.
    bisect e1..slow -f planted/slowed
    expect_status 3
    expect_output "no commit of the range made it slower"
    expect_output "benchrun bisect $(git rev-parse d1 | cut -c1-12)..$(git rev-parse e1 | cut -c1-12)"
}

@test "bisect: an overlay brings today's suite to all commits" {
    begin_history overlaid
    mkdir lib bench
    git mv suite.c lib/code.c
    git commit -qm "no suite yet"
    sed -i 's,{source}/suite.c,{source}/bench/suite.c,' benchrun.ini
    git commit -qam "one more"
    sed -i s/1/3/ flags
    git commit -qam "the slow one"
    cp lib/code.c bench/suite.c
    bisect HEAD~2..HEAD -f planted/slowed --overlay bench
    expect_status 0
    expect_output "subject  the slow one"
    # It is part of what a search is known by.
    echo "// changed" >>bench/suite.c
    bisect HEAD~2..HEAD -f planted/slowed --overlay bench
    expect_status 0
    expect_no_error "continuing"
}

@test "bisect: bad input" {
    begin_history bad
    commit main x1 -DFACTOR=1 first
    end_history
    bisect
    expect_status 2
    expect_error "name one range, GOOD..BAD"
    bisect first -f planted/slowed
    expect_status 2
    expect_error "changes that are not committed cannot be searched"
    bisect first..first
    expect_status 2
    expect_error "'first' and 'first' are the same commit, "
    bisect main..first
    expect_status 2
    expect_error "'first' is an ancestor of 'main': the range is GOOD..BAD"
    bisect first..nothing
    expect_status 2
    expect_error "unknown revision 'nothing'"
    bisect first..main
    expect_status 2
    expect_error "bisect follows one case, and there are 2: choose one with -f: 'planted/slowed', 'planted/left_alone'"
    bisect first..main -f absent
    expect_status 4
    expect_error "--overlay FOLDER builds all commits with the working tree's copy of the suites"
    bisect first..main --format html
    expect_status 2
    expect_error "--format must be one of text, json, not 'html'"
    git clone -q --depth 1 "file://$PWD" ../shallow_bad
    cd ../shallow_bad
    bisect HEAD~1..HEAD
    expect_status 2
    expect_error "unshallow"
    cd "$BATS_TEST_TMPDIR"
    GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR/.. bisect a..b
    expect_status 2
    expect_error "is not inside a usable git repository"
}

@test "bisect: an end that does not build is said, and tried again" {
    begin_history broken
    commit main y1 nonsense first
    end_history
    bisect first..main -f planted/slowed
    expect_status 3
    expect_error "the build of head $(git rev-parse main | cut -c1-12) failed"
    bisect first..main -f planted/slowed
    expect_status 3
    expect_no_error "continuing"
    expect_error "the build of head"
}

@test "bisect: takes of [compare] in benchrun.ini what it knows" {
    begin_history configured
    printf '[compare]\nfail-on = missing\nfilter = nothing\nalpha = 0\n' >>benchrun.ini
    bisect first..first
    expect_status 2
    expect_error "--alpha must be a number from"
    sed -i 's/^alpha.*/alpha = 20/' benchrun.ini
    bisect first..first
    expect_error "are the same commit"
}

@test "bisect: a difference of the same code is measured in layouts" {
    begin_history placed
    cat >suite.c <<'C'
#include <benchrun/bench.h>
static void *make(struct bench *bench) { static unsigned n; (void)bench; n = 300 * FACTOR * FACTOR; return &n; }
BENCH(planted, given, .setup = make)
{
    unsigned n = *(unsigned *)bench_fixture(bench);
    BENCH_LOOP (bench) {
        for (unsigned i = 0; i < n; i++) __asm__ volatile("" : "+r"(i));
    }
}
C
    git commit -qam "another suite"
    sed -i s/1/3/ flags
    git commit -qam "another fixture"
    bisect HEAD~1..HEAD
    expect_status 3
    expect_error "the code is the same, so "
    expect_error " layouts of both decide"
    expect_output "The machine code is the same at both ends; only its address changed."
}
