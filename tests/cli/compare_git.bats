#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun compare: revisions of a throw-away repository.
load helpers
load compare_helpers

@test "compare --git: two commits of a repository" {
    make_repository
    compare --git HEAD~1..HEAD -f planted/slowed
    expect_status 1
    expect_output "1 regression (planted/slowed"
    [ -z "$(git status --porcelain)" ]
    [ ! -e .git/worktrees ]
    compare --git HEAD~1..HEAD -f planted/slowed
    expect_error "built before"
}

@test "compare --git: the working tree with its uncommitted changes" {
    make_repository
    echo "-DFACTOR=5" >flags
    compare --git HEAD -f planted/slowed
    expect_status 1
    expect_output "1 regression (planted/slowed"
    [ "$(<flags)" = "-DFACTOR=5" ]
    [ "$(git status --porcelain)" = " M flags" ]
}

@test "compare --git: from the merge base" {
    make_repository
    git checkout -q -b topic HEAD~1
    echo "-DFACTOR=3" >flags
    git commit -qam "a slower topic"
    compare --git main...topic -f planted/slowed
    expect_status 1
    expect_output "1 regression"
}

@test "compare --git: a broken build shows its last lines and exits 3" {
    make_repository
    echo "nonsense" >>suite.c
    git commit -qam "broken"
    compare --git HEAD~1..HEAD
    expect_status 3
    expect_error "error:"
}

@test "compare --git: a build without a suite exits 4 or names the pattern" {
    make_repository
    sed -i 's/^suites = suite/suites = other*/' benchrun.ini
    compare --git HEAD~1..HEAD
    [ "$status" -eq 4 ] || [ "$status" -eq 3 ] || fail "exit code"
    expect_error "other*"
}

@test "compare --git: a case that head removed is listed" {
    make_repository
    echo "-DREMOVED" >flags
    git commit -qam "one case more"
    echo "-DFACTOR=1" >flags
    compare --git HEAD -f planted/removed -f planted/left_alone
    expect_output "removed (only in base): planted/removed"
}

@test "compare --git: a shallow clone: the message says what is missing" {
    make_repository
    git clone -q --depth 1 "file://$PWD" ../shallow
    cd ../shallow
    compare --git HEAD~1..HEAD
    expect_status 2
    expect_error "unshallow"
}

@test "compare --git: an overlay brings today's suite to an older commit" {
    make_repository
    mkdir bench
    git mv suite.c bench/suite.c
    sed -i 's,{source}/suite.c,{source}/bench/suite.c,' benchrun.ini
    git commit -qam "suites in a folder"
    compare --git HEAD~2..HEAD --overlay bench -f planted/slowed
    expect_status 1
    expect_output "1 regression (planted/slowed"
}

@test "compare --git: an overlay comes from the working tree, also for two old commits" {
    make_repository
    mkdir bench
    git mv suite.c bench/suite.c
    sed -i 's,{source}/suite.c,{source}/bench/suite.c,' benchrun.ini
    compare --git HEAD~1..HEAD --overlay bench -f planted/slowed
    [ "$status" -le 1 ] || fail "did not measure"
    expect_output "1 measured"
    compare --git HEAD~1..HEAD --overlay benches
    expect_status 2
    expect_error "the working tree has no 'benches' to overlay"
}

@test "compare --git: head is called working tree, after the commit under it" {
    make_repository
    echo "-DFACTOR=5" >flags
    compare --git HEAD -f planted/slowed
    expect_output "head working tree (based on $(git rev-parse HEAD | cut -c1-12))"
    expect_error "building head working tree (based on "
}

@test "compare --git: a clean working tree is not compared with itself without a word" {
    make_repository
    compare --git HEAD -f planted/left_alone
    expect_output "base and head are the same commit, $(git rev-parse HEAD | cut -c1-12), built"
    compare --git HEAD~1..HEAD -f planted/left_alone
    refute grep -q "same commit" stdout.txt
}

@test "compare --git: a case that base lacks suggests an overlay" {
    make_repository
    printf 'BENCH(planted, added)\n{\n    work(bench, 300);\n}\n' >>suite.c
    compare --git HEAD -f planted
    expect_error "base lacks 1 of head's cases; --overlay FOLDER builds base with"
    expect_output "added (only in head): planted/added"
    compare --git HEAD -f planted/added
    expect_status 4
    expect_error "base has no such case; --overlay FOLDER"
    compare --git HEAD --overlay suite.c -f planted
    refute grep -q "base lacks" stderr.txt
    expect_output "3 measured"
}

@test "compare --git: a suite that a build did not make is named in the report" {
    make_repository
    sed -i 's/^suites = suite/suites = suite; other_suite/' benchrun.ini
    compare --git HEAD~1..HEAD -f planted/left_alone
    expect_output "made no program that matches 'other_suite'"
}

@test "compare --git: the build command is said once" {
    make_repository
    compare --git HEAD~1..HEAD -f planted/slowed
    [ "$(grep -c "build command: cc -O2" stderr.txt)" -eq 1 ]
    expect_error "building base HEAD~1 ("
    expect_error "building head HEAD ("
}

@test "compare --git: a submodule that is not initialised is said once" {
    make_repository
    git init -q ../library
    git -C ../library -c user.name=t -c user.email=t@localhost commit -q --allow-empty -m one
    git -c protocol.file.allow=always submodule --quiet add "$PWD/../library" library
    git commit -qm "a library"
    git submodule --quiet deinit -f library
    rm -rf .git/modules/library
    git commit -q --allow-empty -m "one more"
    compare --git HEAD~1..HEAD -f planted/left_alone
    [ "$(grep -c "the submodule 'library' is not initialised" stderr.txt)" -eq 1 ]
}

@test "compare --git: a failed build names what git ignores" {
    make_repository
    mkdir bench
    git mv suite.c bench/suite.c
    printf 'suite:\n\tcc -O2 -I "%s/include" suite.c %s/framework/harness/*.a -o ../suite\n' "$SOURCE" "$BUILD" >bench/Makefile
    echo Makefile >>.gitignore
    sed -i 's,^command = .*,command = make -C {source}/bench \&\& cp {source}/suite {build},' benchrun.ini
    git add . && git commit -qm "suites in a folder"
    compare --build-base "make -C {source}/bench"
    expect_status 3
    expect_error "files that git ignores: bench/Makefile"
    expect_error "git add -f"
}

# Compares HEAD with itself in the background.
start_comparison() {
    MARK=$1 "$BENCHRUN_PROGRAM" compare --git HEAD -f planted/left_alone --samples 2 --processes 2 \
        >stdout.txt 2>stderr.txt 3>&- &
}

has_part() {
    grep -qs "$1" "$XDG_CACHE_HOME"/benchrun/builds/*/build/parts
}

@test "compare --git: a build whose benchrun was killed does not mix with the next one" {
    make_repository
    export HOME=$BATS_TEST_TMPDIR
    # It works in the background, as a compiler of make -j does.
    cat >build.sh <<'SH'
echo $$ >>"$HOME/pids"
(while [ -e "$HOME/slow" ]; do
    sleep 0.02
    echo "$MARK" >>"$BENCHRUN_BUILD/parts"
done) &
wait
SH
    sed -i 's,^command = ,command = sh {source}/build.sh \&\& ,' benchrun.ini
    git add . && git commit -qm "a slow build"
    touch "$HOME/slow"
    start_comparison first
    wait_for has_part first
    kill -KILL $!
    wait $! || true
    start_comparison second
    wait_for has_part second
    sleep 0.2
    rm "$HOME/slow"
    wait $!
    [ "$(sort -u "$XDG_CACHE_HOME"/benchrun/builds/*/build/parts)" = second ]
    while read -r pid; do is_dead "$pid"; done <"$HOME/pids"
}

@test "compare --git: two commands build one source" {
    make_repository
    local libraries="$BUILD/framework/harness/libbenchrun_main.a $BUILD/framework/harness/libbenchrun.a"
    compare --build-base "cc -O2 -DFACTOR=1 -I $SOURCE/include {source}/suite.c $libraries -o {build}/suite" \
        --build-head "cc -O2 -DFACTOR=2 -I $SOURCE/include {source}/suite.c $libraries -o {build}/suite" \
        -f planted/slowed
    expect_status 1
    expect_output "built by"
}

@test "compare --git: thresholds of benchrun.ini hold for their pattern" {
    make_repository
    echo "-DFACTOR=6/5" >flags
    git commit -qam "half as slow"
    printf '[threshold "planted/slowed"]\nmargin = 100%%\n' >>benchrun.ini
    compare --git HEAD~2..HEAD -f planted/slowed
    expect_status 0
    expect_output "0 regressions"
}

@test "compare --git: nonsense revisions and ranges are usage errors" {
    make_repository
    for range in nonsense..HEAD --exec=true.. HEAD..; do
        compare --git "$range"
        [ "$status" -ne 0 ] || [ "$range" = HEAD.. ] || fail "took $range"
    done
    cd ..
    compare --git HEAD
    expect_status 2
}
