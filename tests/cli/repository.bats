#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Repositories whose settings and hooks run programs, as one that somebody unpacked may have: benchrun
# runs none of them and leaves the index alone.
load helpers

# A command that leaves a name in the folder $RAN, and passes on what a filter gets.
planted() {
    echo "sh -c 'touch \"$RAN/$1\"; cat' planted"
}

# Everything in the settings of the repository in this folder by which git runs a program.
plant_settings() {
    local key hook folder
    folder=$(git rev-parse --absolute-git-dir)
    for key in core.fsmonitor core.pager core.editor core.askPass core.gitProxy core.alternateRefsCommand \
        core.sshCommand credential.helper diff.external diff.planted.command diff.planted.textconv gpg.program \
        filter.planted.clean filter.planted.smudge filter.served.process merge.planted.driver pager.status \
        sequence.editor uploadpack.packObjectsHook; do
        git config "$key" "$(planted "$key")"
    done
    git config submodule.planted.update "!$(planted update)"
    git config filter.planted.required true
    git config alias.status "!$(planted alias)"
    git config alias.rev-parse "!$(planted alias)"
    git config protocol.allow always
    git config protocol.ext.allow always
    git config --file "$folder/more" filter.included.clean "$(planted filter.included.clean)"
    git config include.path more
    for hook in applypatch-msg commit-msg fsmonitor-watchman post-applypatch post-checkout post-commit \
        post-index-change post-merge post-rewrite pre-applypatch pre-auto-gc pre-commit pre-push \
        prepare-commit-msg proc-receive reference-transaction update; do
        mkdir -p "$folder/hooks"
        printf '#!/bin/sh\n%s\n' "$(planted "hook-$hook")" >"$folder/hooks/$hook"
        chmod +x "$folder/hooks/$hook"
    done
}

# Two commits of a suite and a submodule; then all that git compares is changed.
make_hostile_repository() {
    local libraries="\"$BUILD/framework/harness/libbenchrun_main.a\" \"$BUILD/framework/harness/libbenchrun.a\""
    export HOME=$BATS_TEST_TMPDIR/home XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache GIT_CONFIG_GLOBAL=/dev/null
    export RAN=$BATS_TEST_TMPDIR/ran
    export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@localhost GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@localhost
    mkdir "$HOME" "$RAN"
    git init -q -b main library
    echo one >library/part
    echo '* filter=planted' >library/.gitattributes
    git -C library add . && git -C library commit -qm "a library"
    git init -q -b main project
    cd project || return
    cp "$SOURCE/tests/cli/planted.c" suite.c
    seq 100 >numbers
    printf '%s\n' '* filter=planted diff=planted merge=planted' '*.txt filter=included' '*.dat filter=served' >.gitattributes
    echo text | tee some.txt some.dat >/dev/null
    printf '%s\n' benchrun-out stdout.txt stderr.txt >.gitignore
    cat >benchrun.ini <<INI
[build]
command = cc -O2 -I "$SOURCE/include" {source}/suite.c $libraries -o {build}/suite
suites = suite
INI
    git -c protocol.file.allow=always submodule --quiet add --name planted "$PWD/../library" library
    git add . && git commit -qm "first"
    git mv numbers figures && git commit -qm "second"
    plant_settings
    (cd library && plant_settings)
    echo "/* changed */" >>suite.c
    echo two >library/part
    echo TEXT | tee some.txt some.dat >/dev/null # as long as before: git must look inside
    touch -d "1 hour ago" -- * library/part
}

# The indexes of the repository and its submodule.
indexes() {
    stat -c '%y %s' .git/index .git/modules/planted/index
    sha256sum .git/index .git/modules/planted/index
}

# Runs a command of benchrun, and expects that it runs nothing of the repository.
expect_nothing_ran() {
    local before
    before=$(indexes)
    apart "$BENCHRUN_PROGRAM" "$@"
    [ -z "$(ls "$RAN")" ] || fail "benchrun $*: ran $(ls "$RAN")"
    [ "$(indexes)" = "$before" ] || fail "benchrun $*: wrote the index"
}

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
