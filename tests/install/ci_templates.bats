#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What docs/ci.md shows, by the shell steps of action.yml and ci/gitlab.yml. Nothing is downloaded.
load ../cli/helpers
load ../cli/compare_helpers
load tree
: "${clone:=}" # of clone_tree

HERE=$BATS_TEST_DIRNAME

setup_file() {
    clone_tree
}

# A clone of a project whose branch `topic` is slower than `main`; its build finds the library by pkg-config alone.
make_pull_request() {
    # A build of another test that is no part of the clone any more.
    rm -rf "$clone/build"
    export RUNNER_TEMP=$PWD/temp
    mkdir "$RUNNER_TEMP"
    (
        make_repository
        sed -i "s|^command = .*|command = cc -O2 \$(cat {source}/flags) {source}/suite.c \$(pkg-config --cflags --libs benchrun) -o {build}/suite|" \
            benchrun.ini
        git commit -qam 'find the library'
        git checkout -q -b topic
        echo "-DFACTOR=4" >flags
        git commit -qam 'a slower topic'
    )
    git clone -q "my project" checkout
    cd checkout || return
    export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache GIT_CONFIG_GLOBAL=/dev/null
    unset PKG_CONFIG_PATH
}

FEW='--cpu none --time 0.5 --witness never -f planted/slowed'

@test "github: the action builds benchrun, and a regression is annotated, summarised and fails the step" {
    make_pull_request
    export GITHUB_BASE_REF=main GITHUB_STEP_SUMMARY=$PWD/../summary.md
    apart "$HERE/run_steps" "$clone/action.yml" "$SOURCE/docs/ci.md" "options=$FEW"
    expect_status 1
    expect_output '::error file=suite.c,line='
    expect_output '1 regression (planted/slowed'
    grep -q '1 regression' ../summary.md
    [ "$(sed -n 's/^result=//p' "$RUNNER_TEMP/GITHUB_OUTPUT")" = "$RUNNER_TEMP/benchrun.json" ]
    [ "$(json "$RUNNER_TEMP/benchrun.json" 'len(r["results"])')" -ge 1 ]
    [ "$(cat "$RUNNER_TEMP/GITHUB_PATH")" = "$RUNNER_TEMP/benchrun/bin" ]
    [ -x "$RUNNER_TEMP/benchrun/bin/benchrun" ]
}

@test "github: a benchrun that is there is not built, words of inputs are only words" {
    make_pull_request
    mkdir ../bin
    # shellcheck disable=SC2016 # its own variables
    printf '#!/bin/sh\nprintf "<%%s>\\n" "$@"\nexit 3\n' >../bin/benchrun
    chmod +x ../bin/benchrun
    # shellcheck disable=SC2016 # not to be expanded
    PATH=$PWD/../bin:$PATH apart "$HERE/run_steps" "$clone/action.yml" "$SOURCE/docs/ci.md" \
        'base=-x;$(touch pwned)' 'options=  --time 2 * `touch pwned` '
    expect_status 3
    # shellcheck disable=SC2016
    expect_output '<-x;$(touch pwned)...HEAD>
<--time>
<2>
<*>
<`touch>
<pwned`>
<--format>
<github>
<-o>
<->
<--format>
<table>'
    [ ! -e pwned ] && [ ! -e "$RUNNER_TEMP/benchrun/bin" ]
}

@test "github: without a pull request the step says what to set" {
    make_pull_request
    unset GITHUB_BASE_REF
    mkdir ../bin
    ln -s "$BENCHRUN_PROGRAM" ../bin/benchrun
    PATH=$PWD/../bin:$PATH apart "$HERE/run_steps" "$clone/action.yml" "$SOURCE/docs/ci.md" 'base='
    expect_status 2
    expect_output "set the input 'base'"
}

@test "gitlab: the job builds benchrun in the image, and a regression fails it" {
    make_pull_request
    export CI_PROJECT_DIR=$PWD CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
    # The image: an empty /usr/local and /opt, no network.
    cat >../job.sh <<JOB
mount -t tmpfs tmpfs /usr/local
mount -t tmpfs tmpfs /opt
export PATH=/usr/local/bin:/usr/bin:/bin
exec "$HERE/run_steps" "$SOURCE/ci/gitlab.yml" "$SOURCE/docs/ci.md" "BENCHRUN_OPTIONS=$FEW" \
    "BENCHRUN_REPOSITORY=file://$clone" BENCHRUN_REVISION=tree
JOB
    apart "$HERE/own_mounts" sh -e ../job.sh
    expect_status 1
    grep -q '1 regression (planted/slowed' benchrun.txt
    xmllint --noout benchrun.xml
    [ "$(json benchrun.json 'len(r["results"])')" -ge 1 ]
    [ -d .cache/benchrun ]
}
