#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Repositories that want a program run: commands that search and compare commits, names that look like
# options, repositories in odd places, and settings of the revisions that are judged.
load helpers
load repository_helpers
load compare_helpers

# Few samples of a difference that no machine hides.
quickly=(--cpu none --samples 8 --processes 8 --alpha 10 --witness never)

@test "hostile git: bisect, explain and history run nothing of it" {
    make_hostile_repository
    expect_nothing_ran bisect "${quickly[@]}" -f planted/slowed HEAD~1..HEAD
    expect_status 0
    expect_output "subject  second"
    expect_nothing_ran run --cpu none --samples 4 --processes 2 --record --history h.db -f planted/left_alone -o r.json
    expect_status 0
    for action in "list" "show left_alone" "steps" "check" "verify"; do
        # shellcheck disable=SC2086 # words
        expect_nothing_ran history --history h.db $action
    done
    expect_nothing_ran report r.json
    expect_status 0
    expect_nothing_ran run --shard 1/1 --part part.json --cpu none --samples 4 --processes 2 -f planted/left_alone
    expect_nothing_ran merge part.json
    expect_status 0
    expect_nothing_ran compare --dry-run --git HEAD~1..HEAD
    expect_status 0
}

@test "hostile git: history check --confirm runs nothing of it" {
    make_hostile_repository
    printf '%s\n' '[compare]' 'cpu = none' 'samples = 16' 'processes = 20' 'witness = never' >>benchrun.ini
    mkdir runs
    /usr/bin/python3 "$SOURCE/tests/cli/history_series.py" runs \
        "14,$(git rev-parse HEAD~1),$(git rev-parse HEAD),5" 15=1.5
    expect_nothing_ran history --history h.db add runs/*.json
    expect_status 0
    expect_nothing_ran history --history h.db check --confirm
    expect_error "measuring planted/slowed again"
    expect_output "confirmed: slower"
}

@test "hostile git: history check --confirm builds no branch that a history names" {
    make_repository
    printf '%s\n' '[compare]' 'cpu = none' 'samples = 16' 'processes = 20' 'witness = never' >>benchrun.ini
    git commit -qam "third"
    first=$(git rev-parse HEAD~1)
    git checkout -q -b foreign
    git commit -q --allow-empty -m "of somebody else"
    foreign=$(git rev-parse HEAD)
    git checkout -q main
    for name in foreign refs/heads/foreign "$foreign"; do
        rm -rf runs h.db*
        mkdir runs
        /usr/bin/python3 "$SOURCE/tests/cli/history_series.py" runs "14,$first,$name,5" 15=1.5
        apart benchrun history --history h.db add runs/*.json
        apart benchrun history --history h.db check --confirm
        expect_status 3
        [ ! -e "$XDG_CACHE_HOME/benchrun/builds" ]
        case $name in
        "$foreign") expect_output "not measured again: commit ${foreign:0:12} is not in the history of HEAD" ;;
        *) expect_output "not measured again: '${name:0:12}' is not the id of a commit" ;;
        esac
    done
}

@test "hostile git: what begins with - is a name" {
    make_repository
    git update-ref refs/heads/-x HEAD~1
    git update-ref refs/heads/--output=x HEAD~1
    apart benchrun compare "${quickly[@]}" -f planted/left_alone --fail-on never --git --output=x..HEAD
    expect_status 0
    expect_error "base --output=x ($(git rev-parse HEAD~1 | cut -c1-12))"
    apart benchrun bisect "${quickly[@]}" -f planted/slowed -- -x..HEAD
    expect_status 0
    expect_output "subject  second, slower"
    for name in --all --upload-pack=touch -n1 --exec=touch; do
        apart benchrun compare "--git=$name"
        expect_status 2
        expect_error "unknown revision '$name'"
    done
    [ ! -e x ]
}

@test "hostile git: the settings of a repository within a tree, or of one elsewhere, run nothing" {
    make_hostile_repository
    # A bare one that is part of the tree; then one that says that its tree is here.
    for bare in true false; do
        rm -rf fixture.git
        cp -r .git fixture.git
        git config --file fixture.git/config core.bare $bare
        [ $bare = true ] || git config --file fixture.git/config core.worktree "$PWD"
        (cd fixture.git && apart benchrun run --cpu none --samples 2 --processes 2 "$PROGRAMS/good" && expect_status 0)
        (cd fixture.git && apart benchrun compare --git HEAD~1..HEAD --cpu none --samples 4 --processes 2 -f planted/left_alone)
        [ -z "$(ls "$RAN")" ] || fail "ran $(ls "$RAN")"
    done
    rm -rf fixture.git
    mkdir ../elsewhere
    git config core.worktree "$(realpath ../elsewhere)"
    apart benchrun run --cpu none --samples 2 --processes 2 "$PROGRAMS/good"
    expect_status 0
    apart benchrun compare --git HEAD~1..HEAD --cpu none --samples 4 --processes 2 -f planted/left_alone
    [ -z "$(ls "$RAN")" ] || fail "ran $(ls "$RAN")"
}

@test "hostile git: what replaces a commit is not built in its place" {
    make_repository
    git replace HEAD~1 HEAD
    apart benchrun compare "${quickly[@]}" -f planted/slowed --git HEAD~1..HEAD
    expect_status 1
    expect_output slower
}

@test "hostile git: benchrun.ini of the revisions that are judged does not count" {
    make_repository
    trap=$BATS_TEST_TMPDIR/trap
    cp benchrun.ini own.ini
    {
        printf '[build]\ncommand = touch "%s/build"; false\nsuites = suite\n' "$trap"
        printf '[compare]\nlauncher = touch "%s/launcher"\n' "$trap"
    } >benchrun.ini
    mkdir "$trap"
    git commit -qam "third, hostile"
    mv own.ini benchrun.ini
    apart benchrun bisect "${quickly[@]}" -f planted/slowed HEAD~2..HEAD
    expect_status 0
    [ -z "$(ls "$trap")" ]
    # That of the tree around the user does.
    git checkout -q benchrun.ini
    apart benchrun compare "${quickly[@]}" -f planted/left_alone --git HEAD~1..HEAD
    expect_status 3
    [ -e "$trap/build" ]
}

# A library of two commits, of which the submodule `library` has the first.
add_library() {
    git init -q ../library
    git -C ../library config user.name tester
    git -C ../library config user.email tester@localhost
    echo theirs >../library/file
    git -C ../library add file
    git -C ../library commit -qm first
    first=$(git -C ../library rev-parse HEAD)
    git -c protocol.file.allow=always submodule --quiet add "$PWD/../library" library
    git commit -qm "with a library"
    git -C ../library commit -q --allow-empty -m second
    second=$(git -C ../library rev-parse HEAD)
}

@test "hostile git: a submodule is filled in its own folder alone" {
    make_repository
    add_library
    git init -q ../others/precious
    mkdir ../others/folder ../others/victim
    git checkout -q -b hostile
    ln -s "$BATS_TEST_TMPDIR/others/folder" link
    printf '[submodule "%s"]\n\tpath = link/../%s\n' library victim library/. precious >.gitmodules
    git add link .gitmodules
    git update-index --add --cacheinfo "160000,$first,victim" --cacheinfo "160000,$second,precious"
    git commit -qm hostile
    for branch in main hostile; do
        git checkout -q -f $branch
        apart benchrun compare "${quickly[@]}" -f planted/left_alone --git main..hostile
        expect_output "1 measured"
        [ -z "$(find ../others/victim ../others/folder -type f)" ]
        [ -e ../others/precious/.git/HEAD ]
        rm -rf "$XDG_CACHE_HOME"
    done
}

@test "hostile git: a submodule is fetched from no address of the revision" {
    make_repository
    add_library
    git config --file ../gitconfig protocol.file.allow always
    export GIT_CONFIG_GLOBAL=$BATS_TEST_TMPDIR/gitconfig
    git checkout -q -b hostile
    printf '[submodule "%s"]\n\tpath = library\n\turl = %s\n' other "file://$BATS_TEST_TMPDIR/library" >.gitmodules
    git add .gitmodules
    git update-index --cacheinfo "160000,$second,library"
    git commit -qm hostile
    git checkout -q -f main
    apart benchrun compare "${quickly[@]}" -f planted/left_alone --git main..hostile
    expect_output "1 measured"
    expect_error "the submodule 'library' is not initialised, its copy lacks the commit, and stays empty"
    # As it is called in the user's settings, it is fetched.
    git checkout -q -b usual
    git checkout -q main .gitmodules
    git update-index --cacheinfo "160000,$second,library"
    git commit -qm usual
    git checkout -q -f main
    apart benchrun compare "${quickly[@]}" -f planted/left_alone --git main..usual
    expect_output "1 measured"
    expect_no_error "not initialised"
    for tree in "$XDG_CACHE_HOME"/benchrun/builds/*/source/library; do git -C "$tree" rev-parse HEAD 2>/dev/null; done | grep -qx "$second"
}
