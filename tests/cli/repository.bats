#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Repositories whose settings and hooks run programs, as one that somebody unpacked may have: benchrun
# runs none of them and leaves the index alone.
load helpers
load repository_helpers

@test "repository: git itself runs what the settings name" {
    make_hostile_repository
    git status --porcelain || true # a filter that is no server makes it fail
    (cd library && git status --porcelain)
    [ -e "$RAN/core.fsmonitor" ]
    [ -e "$RAN/filter.planted.clean" ]
    [ -e "$RAN/filter.served.process" ]
    [ -e "$RAN/hook-post-index-change" ]
}

@test "repository: list, run and test run nothing of it" {
    make_hostile_repository
    expect_nothing_ran run --cpu none --samples 2 --processes 2 "$PROGRAMS/good"
    expect_status 0
    [ "$(json benchrun-out/*.json 'r["revision"]["dirty"]')" = True ]
    expect_nothing_ran test "$PROGRAMS/good"
    expect_status 0
    expect_nothing_ran list
    expect_status 0
    expect_output planted/left_alone
    expect_nothing_ran run --cpu none --samples 2 --processes 2 -f planted/left_alone
    expect_status 0
}

@test "repository: compare runs nothing of it" {
    make_hostile_repository
    for range in HEAD HEAD~1..HEAD; do
        expect_nothing_ran compare --git $range --cpu none --samples 4 --processes 2 -f planted/left_alone --fail-on never
        expect_status 0
        expect_output "1 measured"
    done
}

# To see whether a file was renamed, git wants its content in HEAD, and would fetch it.
@test "repository: nothing is fetched by a command that it names" {
    make_hostile_repository
    git -c filter.planted.clean= -c filter.planted.required=false -c core.hooksPath=/dev/null -c core.fsmonitor=false mv figures more-figures
    seq 101 >more-figures
    git -c filter.planted.clean= -c filter.planted.required=false -c core.hooksPath=/dev/null -c core.fsmonitor=false add more-figures
    git config core.repositoryFormatVersion 1
    git config extensions.partialClone origin
    git config remote.origin.promisor true
    git config remote.origin.url "ext::sh -c touch% $RAN/fetch"
    id=$(git rev-parse HEAD:figures)
    rm -f ".git/objects/${id:0:2}/${id:2}"
    rm -f "$RAN"/*
    expect_nothing_ran run --cpu none --samples 2 --processes 2 "$PROGRAMS/good"
    expect_status 0
    expect_nothing_ran compare --git HEAD --cpu none --samples 4 --processes 2 -f planted/left_alone
    expect_status 3
    git -c core.fsmonitor=false status --porcelain || true
    [ -e "$RAN/fetch" ] # as git itself does
}

@test "repository: a changed file inside a submodule makes the revision dirty, filters of the user run" {
    make_hostile_repository
    export GIT_CONFIG_GLOBAL=$HOME/config
    git config --global filter.planted.clean "tee \"$HOME/cleaned\""
    git -c core.fsmonitor=false -c core.hooksPath=/dev/null stash -q
    rm -f "$RAN"/*
    expect_nothing_ran run --cpu none --samples 2 --processes 2 "$PROGRAMS/good"
    [ "$(json benchrun-out/*.json 'r["revision"]["dirty"]')" = True ]
    [ -e "$HOME/cleaned" ]
}
