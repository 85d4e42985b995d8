#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The examples of docs/ci.md for several machines: their shell lines, in a repository with a topic branch that is slower.
# Those for one are in tests/install/ci_templates.bats.
load helpers
load compare_helpers

# Runs the lines of a step as the services do, with benchrun in PATH.
step() {
    /usr/bin/python3 "$SOURCE/tests/cli/ci_steps.py" "$SOURCE/docs/ci.md" "$1" "$2" >"$BATS_TEST_TMPDIR/step.sh"
    apart env PATH="$BUILD:$PATH" bash -e "$BATS_TEST_TMPDIR/step.sh"
}

# A clone of a repository, as a service makes it; the topic has cases whose work is doubled.
setup_clone() {
    make_repository
    cat >>benchrun.ini <<INI
[compare]
cpu = none
samples = 80
processes = 20
INI
    echo "-DSTEPS=0" >flags
    git commit -qam "many cases"
    git checkout -q -b topic
    echo "-DSTEPS=1" >flags
    git commit -qam "slower"
    cd "$BATS_TEST_TMPDIR" || return
    git clone -q "my project" clone
    cd clone || return
    git checkout -q topic
    # shellcheck disable=SC2034 # a step's
    export GITHUB_BASE_REF=main CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
    slower='sorted(c["id"][8:] for c in r["comparisons"] if c["verdict"] == "slower")'
    steps="['step_1', 'step_2', 'step_3', 'step_4', 'step_5', 'step_6']"
}

@test "ci: the matrix of GitHub" {
    setup_clone
    export SHARDS=4
    for shard in 1 2 3 4; do
        SHARD=$shard step "Several machines" "Measure a part"
        expect_status 0
    done
    GITHUB_STEP_SUMMARY=$BATS_TEST_TMPDIR/summary.md step "Several machines" "Decide"
    expect_status 1
    expect_output "::error"
    [ "$(json benchrun.json "$slower")" = "$steps" ]
    # The file of a job that was lost.
    rm part3.json
    step "Several machines" "Decide"
    expect_status 2
    expect_error "part 3 of 4 is missing"
}

@test "ci: the parallel jobs of GitLab" {
    setup_clone
    export CI_NODE_TOTAL=3
    for index in 1 2 3; do
        CI_NODE_INDEX=$index step "Several machines" measure
        expect_status 0
    done
    step "Several machines" merge
    expect_status 1
    [ "$(json benchrun.json "$slower")" = "$steps" ]
    grep -q '<failure' benchrun.xml
}

@test "ci: its other lines" {
    setup_clone
    sed -n '/^## Several machines/,/^## /s/^    benchrun \(.*--shard 1\/4.*\)  *#.*/\1/p' "$SOURCE/docs/ci.md" >line.txt
    [ "$(wc -l <line.txt)" -eq 1 ]
    for number in 1 2 3 4; do
        eval "apart benchrun $(sed "s/1\/4/$number\/4/; s/part1/part$number/" line.txt)"
        expect_status 0
    done
    eval "apart $(sed -n '/^## Several machines/,/^## /s/^    \(benchrun merge .*\)/\1/p' "$SOURCE/docs/ci.md")"
    expect_status 1
}
