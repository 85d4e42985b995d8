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
    sed 's/\\-/-/g' "$1" | grep -A1 '^\.TP' | grep -oE -- '--[a-z-]+' | sort -u
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
    options_of_manual "$MANUAL" >manual.txt
    [ "$(wc -l <manual.txt)" -gt 40 ]
    diff help.txt manual.txt
}

@test "manual: names the version, and no mark of the template is left" {
    grep -q "^\.TH BENCHRUN 1 .* \"benchrun $(benchrun --version | cut -d' ' -f2)\"" "$MANUAL"
    refute grep -q '@[A-Z]*@' "$MANUAL"
}

@test "manual: is formatted without a warning" {
    for page in "$MANUAL" "${MANUAL%.1}"-*.1; do
        [ -z "$(groff -man -Tutf8 -ww -z "$page" 2>&1)" ]
        [ -z "$(mandoc -Tlint -W warning "$page")" ]
    done
}

@test "manual: every command of --help has a page with its options, no more and no fewer" {
    for command in $(commands); do
        page=${MANUAL%.1}-$command.1
        benchrun "$command" --help | sed '1,/^[A-Z].*:$/d' | options_of_help >help.txt
        options_of_manual "$page" | diff help.txt -
        grep -qx "benchrun.-$command .- $(benchrun --help | sed -n "s/^  $command  *//p" | sed 's/-/.-/g')" "$page"
        mandoc -Tutf8 -O width=78 "$page" | col -b >shown.txt
        for heading in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' 'SEE ALSO'; do
            grep -qx "$heading" shown.txt
        done
        # What the option means for this command alone.
        refute grep -q '(of benchrun' shown.txt
        sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' shown.txt | grep -q "^ *benchrun $command"
    done
    [ "$(echo "${MANUAL%.1}"-*.1 | wc -w)" -eq "$(commands | wc -l)" ]
    mandoc -Tutf8 "${MANUAL%.1}-compare.1" | col -b >shown.txt
    sed -n '/^EXAMPLES/,/^SEE/p' shown.txt | grep -q 'benchrun compare main ./my_suite'
    refute grep -q 'benchrun list build/suites' shown.txt
}

@test "manual: shows options as they are typed, in 80 columns" {
    mandoc -Tutf8 -O width=78 "$MANUAL" | col -b >shown.txt
    grep -q -- '-f, --filter=PATTERN' shown.txt
    grep -q -- '--samples (of benchrun report)' shown.txt
    grep -q "'/n:1\.\*0\\$/'" shown.txt
    [ "$(wc -L <shown.txt)" -le 80 ]
}
