#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What shells propose, by the scripts that the build makes from the table of options.
load helpers

SCRIPTS=$BUILD/framework/cli

# What bash proposes for the last of some words, as it takes them apart; in $proposed.
propose() {
    # shellcheck disable=SC2034 # bash's completion function reads them
    proposed=$(bash -c '
        source "$1"
        shift
        [ "$(complete -p benchrun)" = "complete -F _benchrun benchrun" ] || exit 1
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _benchrun
        echo "${COMPREPLY[*]}"' - "$SCRIPTS/benchrun" benchrun "$@")
}

expect_proposed() {
    [ "$proposed" = "$1" ] || fail "proposed: '$proposed', wanted: '$1'"
}

@test "completion: bash proposes commands" {
    propose ru
    expect_proposed run
    propose re
    expect_proposed report
    propose ''
    expect_proposed "list run test compare bisect profile watch explain timeit exec doctor ps where cancel history report merge attach --help --version"
}

@test "completion: bash proposes the actions of a command that has some" {
    propose history ''
    expect_proposed "add show steps check accept export merge prune verify"
    propose history ver
    expect_proposed verify
    grep -q "'1:action:(add show steps check accept export merge prune verify)'" "$SCRIPTS/_benchrun"
    grep -q "from history' -a 'add show steps check accept export merge prune verify'" "$SCRIPTS/benchrun.fish"
}

@test "completion: bash proposes the options of a command" {
    propose run --pl
    expect_proposed "--plot --plot-format --plot-terminal"
    propose compare --fa
    expect_proposed --fail-on
    propose run --fa
    expect_proposed ""
    propose test --s
    expect_proposed "--strict --shard --shards"
}

@test "completion: bash proposes the values of an option" {
    propose run --format cs
    expect_proposed "csv csv-samples"
    propose run --format = h
    expect_proposed "html hyperfine"
    propose report --sort =
    expect_proposed "declared change name time total"
    propose compare --fail-on m
    expect_proposed missing
    propose run --time ''
    expect_proposed ""
}

@test "completion: bash proposes files, and folders where a folder is wanted" {
    mkdir results
    touch result.json
    propose report res
    [ "$(tr ' ' '\n' <<<"$proposed" | sort | tr '\n' ' ')" = "result.json results " ]
    propose report --samples res
    [ "$(tr ' ' '\n' <<<"$proposed" | sort | tr '\n' ' ')" = "result.json results " ]
    propose run --folder res
    expect_proposed results
    propose run -o result.
    expect_proposed result.json
}

@test "completion: bash, zsh and fish read their scripts" {
    bash -n "$SCRIPTS/benchrun"
    zsh -n "$SCRIPTS/_benchrun"
    fish --no-execute "$SCRIPTS/benchrun.fish"
}

@test "completion: fish proposes commands, options and values" {
    ask() {
        HOME=$PWD fish --no-config -c "source $SCRIPTS/benchrun.fish; complete -C '$1'" | cut -f1
    }
    [ "$(ask 'benchrun ru')" = run ]
    [ "$(ask 'benchrun compare --fail-')" = --fail-on= ] || [ "$(ask 'benchrun compare --fail-')" = --fail-on ]
    ask 'benchrun run --format cs' | grep -qx csv-samples
}

# What zsh makes of a line when Tab is pressed at its end.
complete_in_zsh() {
    rm -f line.txt
    HOME=$PWD zsh -fc '
        zmodload zsh/zpty
        zpty shell zsh -fi
        zpty -w shell "PS1=; fpath=($1 \$fpath); autoload -U compinit; compinit -D -u
            keep() { print -r -- \$BUFFER >line.tmp; mv line.tmp line.txt }; zle -N keep; bindkey ^X keep"
        zpty -w -n shell "$2"$'\''\t\C-x'\''
        for _ in {1..3000}; do
            zpty -r -t shell ignored
            [ ! -e line.txt ] || break
            sleep 0.01
        done' - "$SCRIPTS" "$1"
    cat line.txt
}

@test "completion: zsh proposes commands, options and values" {
    [ "$(complete_in_zsh 'benchrun ti')" = "benchrun timeit " ]
    [ "$(complete_in_zsh 'benchrun compare --fail-')" = "benchrun compare --fail-on=" ]
    [ "$(complete_in_zsh 'benchrun run --format=hyp')" = "benchrun run --format=hyperfine " ]
    mkdir folder
    touch folder.txt
    [ "$(complete_in_zsh 'benchrun run --folder=fo')" = "benchrun run --folder=folder/" ]
}
