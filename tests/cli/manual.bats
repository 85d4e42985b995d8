#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# docs/benchrun.1 and --help tell the same options.
load helpers

commands() {
    benchrun --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# The options of a help text or of the manual, one a line.
options_of_help() {
    sed -n 's/^  \(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' | sort -u
}

options_of_manual() {
    sed 's/\\-/-/g' "$SOURCE/docs/benchrun.1" | grep -A1 '^\.TP' | grep -oE -- '--[a-z-]+' | sort -u
}

@test "manual: every command of --help has its section" {
    [ -n "$(commands)" ]
    for command in $(commands); do
        grep -q "^\.SS benchrun $command " "$SOURCE/docs/benchrun.1"
    done
}

@test "manual: describes the options of --help, no more and no fewer" {
    for command in $(commands); do
        benchrun "$command" --help | options_of_help
    done | sort -u >help.txt
    echo --version >>help.txt
    sort -u -o help.txt help.txt
    options_of_manual >manual.txt
    diff help.txt manual.txt
}

@test "manual: tells the version" {
    grep -q "^\.TH BENCHRUN 1 .* \"benchrun $(benchrun --version | cut -d' ' -f2)\"" "$SOURCE/docs/benchrun.1"
}

@test "manual: is formatted without a warning" {
    command -v groff >/dev/null || skip "groff is not installed"
    [ -z "$(groff -man -Tutf8 -ww -z "$SOURCE/docs/benchrun.1" 2>&1)" ]
}
