#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun history: writers that are killed in the middle of it.
load helpers

@test "history: a killed writer leaves all of a run or nothing, 500 times" {
    run /usr/bin/python3 "$SOURCE/tests/cli/kill_writers.py" "$BENCHRUN_PROGRAM" 500
    echo "$output"
    [ "$status" -eq 0 ]
    apart benchrun history --history h.db verify
    expect_status 0
    expect_output "h.db: whole"
}
