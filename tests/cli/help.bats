#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helpers

@test "help: the program shows its commands" {
    apart benchrun --help
    expect_status 0
    expect_golden help.txt stdout.txt
    [ -z "$errors" ]
}

@test "help: without a command it shows the same and ends with 2" {
    apart benchrun
    expect_status 2
    expect_golden help.txt stdout.txt
}

@test "help: list" {
    apart benchrun list --help
    expect_status 0
    expect_golden help_list.txt stdout.txt
}

@test "help: run" {
    apart benchrun run --help
    expect_status 0
    expect_golden help_run.txt stdout.txt
}

@test "help: report" {
    apart benchrun report --help
    expect_status 0
    expect_golden help_report.txt stdout.txt
}

@test "help: merge" {
    apart benchrun merge --help
    expect_status 0
    expect_golden help_merge.txt stdout.txt
}

@test "help: attach" {
    apart benchrun attach --help
    expect_status 0
    expect_golden help_attach.txt stdout.txt
}

@test "help: test" {
    apart benchrun test --help
    expect_status 0
    expect_golden help_test.txt stdout.txt
}

@test "help: profile" {
    apart benchrun profile --help
    expect_status 0
    expect_golden help_profile.txt stdout.txt
}

@test "help: watch" {
    apart benchrun watch --help
    expect_status 0
    expect_golden help_watch.txt stdout.txt
}

@test "help: timeit" {
    apart benchrun timeit --help
    expect_status 0
    expect_golden help_timeit.txt stdout.txt
}

@test "help: exec" {
    apart benchrun exec --help
    expect_status 0
    expect_golden help_exec.txt stdout.txt
}

@test "help: explain" {
    apart benchrun explain --help
    expect_status 0
    expect_golden help_explain.txt stdout.txt
}

@test "help: where" {
    apart benchrun where --help
    expect_status 0
    expect_golden help_where.txt stdout.txt
}

@test "help: ps" {
    apart benchrun ps --help
    expect_status 0
    expect_golden help_ps.txt stdout.txt
}

@test "help: cancel" {
    apart benchrun cancel --help
    expect_status 0
    expect_golden help_cancel.txt stdout.txt
}

@test "help: doctor" {
    apart benchrun doctor --help
    expect_status 0
    expect_golden help_doctor.txt stdout.txt
}

@test "help: history" {
    apart benchrun history --help
    expect_status 0
    expect_golden help_history.txt stdout.txt
}

@test "help: bisect" {
    apart benchrun bisect --help
    expect_status 0
    expect_golden help_bisect.txt stdout.txt
}

@test "help: compare" {
    apart benchrun compare --help
    expect_status 0
    expect_golden help_compare.txt stdout.txt
}

@test "version: one line, a number" {
    apart benchrun --version
    expect_status 0
    [[ $output =~ ^benchrun\ [0-9]+\.[0-9]+\.[0-9]+(-rc[0-9]+)?$ ]]
}

@test "an unknown command is answered with the known ones" {
    apart benchrun measure
    expect_status 2
    expect_error "unknown command 'measure'; known: list, run, "
}

@test "an unknown option is named, with where to find the known ones" {
    for command in list run test compare profile report merge attach; do
        apart benchrun $command --nonsense x
        expect_status 2
        expect_error "--nonsense"
        expect_error "benchrun $command --help"
    done
    apart benchrun run --tim 1
    expect_status 2
    expect_error "unknown option '--tim'; did you mean '--time'"
}

@test "an option without a value is not taken with one" {
    apart benchrun run --record=false "$PROGRAMS/good"
    expect_status 2
    expect_error "--record takes no value: leave out '=false'"
    apart benchrun list --quiet= "$PROGRAMS/good"
    expect_status 2
    # The value of another option may look like it.
    apart benchrun list --filter --quiet=x "$PROGRAMS/good"
    expect_status 4
}

@test "an unknown format is answered with the known ones" {
    apart benchrun run --format xml "$PROGRAMS/good"
    expect_status 2
    expect_error "unknown format 'xml'; known: table,"
    expect_error "json"
    apart benchrun run -o result.xyz "$PROGRAMS/good"
    expect_status 2
    expect_error "the extension of 'result.xyz' does not name a format; name one of table, "
    expect_error ": --format json -o result.xyz"
    apart benchrun where -o a.foo 1
    expect_status 2
    expect_error "the extension of 'a.foo' does not name a format; name one of table, json: --format json -o a.foo"
    for words in "watch -o a.foo -- true" "watch --format foo -- true" "history show -o a.foo"; do
        # shellcheck disable=SC2086 # several words
        apart benchrun $words
        expect_status 2
        expect_no_error junit
    done
}

@test "an option of another command is unknown" {
    apart benchrun report --samples 4 x.json
    expect_status 2
    apart benchrun list --seed 4 x
    expect_status 2
}

@test "an option without its value says so" {
    for option in -o --format --samples --cpu --seed --launcher --plot; do
        apart benchrun run $option
        expect_status 2
        expect_error "$option"
    done
}

@test "numbers out of their range are refused with the range" {
    apart measure --samples 0 "$PROGRAMS/good"
    expect_status 2
    expect_error "--samples must be a whole number from 1 to"
    apart measure --processes 0 "$PROGRAMS/good"
    expect_status 2
    expect_error "--processes must be a whole number from 1 to"
    apart measure --timeout 0 "$PROGRAMS/good"
    expect_status 2
    expect_error "--timeout must be a number from 0.01 to"
    apart measure --time -1 "$PROGRAMS/good"
    expect_status 2
    expect_error "--time must be a number from 0.001 to"
    apart measure --precision 101 "$PROGRAMS/good"
    expect_status 2
    apart measure --sample-time 0 "$PROGRAMS/good"
    expect_status 2
    apart measure --samples many "$PROGRAMS/good"
    expect_status 2
    expect_error "many"
    for size in 0 -1G 3X G nan; do
        apart measure --memory-limit=$size "$PROGRAMS/good"
        expect_status 2
        expect_error "--memory-limit must be a size such as 512M or 2G, not '$size'"
    done
    for seed in -1 1.5 x 99999999999999999999; do
        apart measure --seed=$seed "$PROGRAMS/good"
        expect_status 2
        expect_error "--seed must be a non-negative integer"
    done
    [ ! -e benchrun-out ]
}
