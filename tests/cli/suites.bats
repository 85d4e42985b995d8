#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The shipped suites as their user sees them.
load helpers

@test "suites: an empty loop is seen in the machine code, and not ranked" {
    apart benchrun run --cpu none --samples 40 --processes 10 -f harness -o r.json "$SUITES/empty"
    expect_status 0
    [ "$(json r.json '[x["optimised_away"] for x in r["results"] if x["id"] in ("harness/empty", "harness/hide")]')" = "[True, False]" ]
    grep -qE '^empty .* optimised away$' stdout.txt
    [ "$(json r.json '[x["id"] for x in r["comparisons"] if x["baseline"] == "harness/empty"]')" = "[]" ]
}

@test "suites: an empty loop is named in test, and not compared" {
    apart benchrun test --strict "$SUITES/empty" -f harness
    expect_status 0
    expect_output "optimised away: its timed loop is empty"
    apart benchrun compare --cpu none --samples 4 --processes 4 -f harness/empty "$SUITES/empty" "$SUITES/empty" -o c.json
    [ "$(json c.json 'len(r["comparisons"])')" -eq 0 ]
    expect_output "optimised away: its timed loop is empty"
}

# One of the same pair, and one of two that differ manyfold: the same run is able to call. It stops when it can;
# ten processes leave no room for one that loses its CPU between its samples.
run_pairs() {
    apart benchrun run --cpu none --samples 20 --processes 20 -f twice -f 'squares/grow_by_one/n:1000' \
        -f 'squares/presized/n:1000' -o r.json "$SUITES/empty" "$SUITES/build_list"
    expect_status 0
    [ "$(json r.json '[x["verdict"] for x in r["comparisons"] if x["id"] == "squares/presized/n:1000"]')" = "['faster']" ] ||
        fail "$(cat stdout.txt)"
    verdict=$(json r.json '[x["verdict"] for x in r["comparisons"] if x["id"] == "twice/again"]')
}

@test "suites: the same code twice is the same or unclear" {
    run_pairs
    # A call is false, which one run in a hundred may make, and two in a row will not.
    [[ $verdict != "['faster']" && $verdict != "['slower']" ]] || run_pairs
    [[ $verdict == "['same']" || $verdict == "['unclear']" ]] || fail "the verdict is $verdict"
}
