#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The manual, as the build makes it from docs/benchrun.1.in and the table of options.
load helpers

MANUAL=$BUILD/framework/cli/benchrun.1

commands() {
    benchrun --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# The options of a help text or of the manual, one per line.
options_of_help() {
    sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' | sort -u
}

options_of_manual() {
    sed 's/\\-/-/g' "$MANUAL" | grep -A1 '^\.TP' | grep -oE -- '--[a-z-]+' | sort -u
}

@test "manual: every command of --help has its section" {
    [ -n "$(commands)" ]
    for command in $(commands); do
        grep -q "^\.SS benchrun $command " "$MANUAL"
    done
}

@test "manual: describes the options of --help, no more and no fewer" {
    for command in $(commands); do
        benchrun "$command" --help | sed '1,/^$/d' | options_of_help
    done | sort -u >help.txt
    echo --version >>help.txt
    sort -u -o help.txt help.txt
    options_of_manual >manual.txt
    [ "$(wc -l <manual.txt)" -gt 40 ]
    diff help.txt manual.txt
}

@test "manual: names the version, and no mark of the template is left" {
    grep -q "^\.TH BENCHRUN 1 .* \"benchrun $(benchrun --version | cut -d' ' -f2)\"" "$MANUAL"
    refute grep -q '@[A-Z]*@' "$MANUAL"
}

@test "manual: is formatted without a warning" {
    [ -z "$(groff -man -Tutf8 -ww -z "$MANUAL" 2>&1)" ]
    [ -z "$(mandoc -Tlint -W warning "$MANUAL")" ]
}

@test "manual: shows options as they are typed, in 80 columns" {
    mandoc -Tutf8 -O width=78 "$MANUAL" | col -b >shown.txt
    grep -q -- '-f, --filter=PATTERN' shown.txt
    grep -q -- '--samples (of benchrun report)' shown.txt
    grep -q "'/n:1\.\*0\\$/'" shown.txt
    [ "$(wc -L <shown.txt)" -le 80 ]
}
