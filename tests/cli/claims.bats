#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Claims (.min_speedup) and the advice next to them, with a worker whose times are invented.
load helpers

# The launcher gives the names of the cases; benchrun adds its own words after them.
measure_claims() {
    apart benchrun run --cpu none --samples 40 --processes 20 --launcher "$PROGRAMS/claims $1" \
        -o r.json "${@:2}" "$PROGRAMS/claims"
}

claim_of() {
    json r.json "{c['id']: c.get('claim') for c in r['comparisons']}['claims/$1']"
}

@test "claims: each gets its own verdict" {
    measure_claims "holds fails unclear silent"
    expect_status 0
    [ "$(claim_of holds)" = holds ]
    [ "$(claim_of fails)" = fails ]
    [ "$(claim_of unclear)" = unclear ]
    [ "$(claim_of silent)" = None ]
    expect_output "claim fails: at least 2x claimed, 1.25x [1.25–1.25] measured"
}

@test "claims: --claims fails for one that fails" {
    measure_claims "holds fails unclear silent" --claims
    expect_status 1
    apart benchrun report --claims r.json
    expect_status 1
    apart benchrun report r.json
    expect_status 0
}

@test "claims: --claims passes with claims that hold or are unclear" {
    measure_claims "holds unclear" --claims
    expect_status 0
    [ "$(claim_of unclear)" = unclear ]
}

@test "claims: --claims without a claim selects nothing" {
    measure_claims "silent" --claims
    expect_status 4
    expect_error "none of the 2 selected cases makes a claim"
    expect_error ".min_speedup"
}

@test "claims: --claims does not pass where the baseline was left out" {
    apart benchrun run --cpu none --samples 4 --processes 2 -f claims/holds --claims \
        --launcher "$PROGRAMS/claims holds" "$PROGRAMS/claims"
    expect_status 4
    expect_error "no claim could be judged (--claims)"
    expect_output "claim not judged: its baseline was not measured (claims/holds)"
}

@test "claims: what is shown to be below --worth is advised against, never failed" {
    measure_claims "holds fails"
    expect_status 0
    expect_output "fails: less than 2x as fast; is the extra code worth it?"
    apart benchrun report --worth 3 r.json
    expect_output "holds, fails: less than 3x as fast; is the extra code worth it?"
    apart benchrun report --worth 1 r.json
    refute grep -q prefer stdout.txt
    apart benchrun report --worth 0.5 r.json
    expect_status 2
    expect_error "--worth must be a number from 1"
}
