#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The example of docs/bisect.md: on a part of a real library's history, the commit that the document names is found.
load helpers
load bisect_helpers

# The lines of code of the example, without their indent.
example() {
    sed -n '/^## An example$/,/^## How it decides$/s/^    //p' "$SOURCE/docs/bisect.md"
}

# What is the same wherever it is measured.
without_figures() {
    sed -n '/ got faster with /,/^whole /p' | grep -v '^note \|^$' | sed 's/[-+][0-9.]*% \[[^]]*\]/FIGURES/'
}

# As an installed benchrun has it.
pkg-config() {
    echo "-I $SOURCE/include $BUILD/framework/harness/libbenchrun_main.a $BUILD/framework/harness/libbenchrun.a"
}

@test "bisect: the example of the docs finds the commit of HdrHistogram_c that the docs name" {
    ln -s "$SOURCE/tests" tests
    example >example.txt
    commands=$(sed '/^benchrun bisect /q' example.txt)
    search=$(tail -n 1 <<<"$commands")
    eval "$(head -n -1 <<<"$commands")"
    # Other tests run at the same time; of the difference a tenth would be enough.
    printf '%s\n' 'cpu = none' 'samples = 8' 'processes = 8' 'alpha = 10' 'witness = never' >>benchrun.ini
    apart eval "$search"
    expect_status 0
    expect_error "0.11.0: -" # and a figure
    [ "$(without_figures <stdout.txt)" = "$(without_figures <../example.txt)" ] || fail "not what the docs say"
    [ "$(without_figures <stdout.txt | wc -l)" -eq 7 ]
}
