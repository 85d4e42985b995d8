#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `benchrun cancel RUN CASE`: a benchrun skips a case, in progress or to come, and continues.
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a shell of its own, and helpers set variables
load helpers
load live_helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset NO_COLOR COLUMNS BENCHRUN GATE ORDER
    live_setup
}

teardown() {
    [ -z "${runner:-}" ] || kill -9 "$runner" 2>/dev/null || true
}

hang() {
    start_in_background "$@" --timeout 1000 "$PROGRAMS/hang"
}

@test "cancel: a case to come is skipped, and the others are measured" {
    start_and_wait_at_the_gate -o r.json
    apart benchrun cancel "$runner" after/one
    expect_status 0
    [ "$output" = "asked benchrun $runner to skip 'after/one'" ]
    benchrun ps "$runner" | grep -q "after/one *to come, to be skipped"
    rm "$GATE"
    wait_for_the_end
    expect_status 0
    expect_output "(skipped): cancelled"
    [ "$(status_of r.json after/one)" = "[('skipped', 'cancelled')]" ]
    [ "$(status_of r.json before/one)$(status_of r.json gate/one)" = "[('ok', None)][('ok', None)]" ]
}

@test "cancel: a case in progress is skipped after what it is at" {
    start_and_wait_at_the_gate -o r.json
    benchrun cancel "$runner" gate/one
    rm "$GATE"
    wait_for_the_end
    expect_status 0
    [ "$(status_of r.json gate/one)" = "[('skipped', 'cancelled')]" ]
    [ "$(status_of r.json after/one)" = "[('ok', None)]" ]
}

@test "cancel: --kill ends a case that hangs at once, and the alternatives are measured" {
    hang run --cpu none --samples 4 --processes 2 -f good -f asleep -f deaf -o r.json
    wait_for case_is "$runner" hang/busy_and_deaf "in progress"
    worker=$(pgrep -P "$runner" | head -1)
    for name in asleep busy_and_deaf; do
        apart benchrun cancel --kill "$runner" $name
        expect_status 0
        [ "$output" = "asked benchrun $runner to skip 'hang/$name' at once" ]
    done
    wait_for_the_end
    expect_status 0
    for name in asleep busy_and_deaf; do
        [ "$(status_of r.json hang/$name)" = "[('skipped', 'cancelled')]" ]
    done
    [ "$(json r.json '[len(p["samples_ns"]) for c in r["results"] if c["id"] == "hang/good" for p in c["processes"]]')" = "[2, 2]" ]
    wait_for is_dead "$worker"
    [ -z "$(ls "$folder")" ]
}

@test "cancel: all cases of a pattern, of which some have ended" {
    start_and_wait_at_the_gate -o r.json
    apart benchrun cancel "$runner" '*/one'
    expect_status 0
    [ "$output" = "$(printf "asked benchrun $runner to skip '%s'%s\n" gate/one " after its sample; --kill does not wait" \
        after/one "")" ]
    apart benchrun cancel "$runner" before/one
    expect_status 3
    expect_error "case 'before/one' of benchrun $runner has ended already"
    apart benchrun cancel "$runner" '/^bef/'
    expect_status 3
    rm "$GATE"
    wait_for_the_end
    [ "$(status_of r.json before/one)" = "[('ok', None)]" ]
    [ "$(status_of r.json after/one)" = "[('skipped', 'cancelled')]" ]
}

@test "cancel: says what is near where no case matches, and what else is wrong" {
    start_and_wait_at_the_gate -o r.json
    apart benchrun cancel "$runner" gaet/one
    expect_status 4
    expect_error "benchrun $runner has no case 'gaet/one'; did you mean 'gate/one'"
    expect_error "'benchrun ps $runner' lists its cases"
    apart benchrun cancel "$runner" '/(/'
    expect_status 2
    for words in "" "$runner" "$runner a b"; do
        # shellcheck disable=SC2086 # several words
        apart benchrun cancel $words
        expect_status 2
        expect_error "name a process and one of its open spans, or a benchrun and one of its cases"
    done
    apart benchrun cancel abc gate/one
    expect_status 2
    apart benchrun cancel $$ gate/one
    expect_status 3
    expect_error "process $$ shows no spans and is no benchrun that measures"
    rm "$GATE"
    wait_for_the_end
    [ "$(json r.json 'len([c for c in r["results"] if c["status"] == "ok"])')" -eq 3 ]
    apart benchrun cancel "$runner" gate/one
    expect_status 3
    expect_error "there is no process $runner"
}

@test "cancel: in a comparison there is no verdict about the case" {
    export GATE=$BATS_TEST_TMPDIR/gate
    touch "$GATE"
    start_in_background compare --cpu none --samples 4 --processes 2 -o r.json "$CLI_PROGRAMS/gate" "$CLI_PROGRAMS/gate"
    wait_for case_is "$runner" gate/one "in progress"
    benchrun cancel "$runner" gate/one
    rm "$GATE"
    wait_for_the_end
    [ "$status" -le 1 ] || fail "exit code" # of the others, of which four samples say little
    [ "$(json r.json 'sorted(set(c["id"] for c in r["comparisons"]))')" = "['after/one', 'before/one']" ]
    [ "$(json r.json '[(c["id"], c["message"]) for c in r["results"] + r.get("base", []) if c["status"] == "skipped"]' | grep -o cancelled | wc -l)" -ge 1 ]
}

@test "cancel: a cancelled case counts as finished when the run is resumed" {
    start_and_wait_at_the_gate -o r.json
    benchrun cancel --kill "$runner" gate/one
    wait_for_the_end # the gate stays closed
    expect_status 0
    [ "$(status_of r.json gate/one)" = "[('skipped', 'cancelled')]" ]
    rm r.json
    hang run --cpu none --samples 4 --processes 2 -f asleep -f set_up -f good --seed 5 -o h.json
    wait_for case_is "$runner" hang/asleep "in progress"
    stop_by KILL
    [ ! -e h.json ]
    # Of a plan that was not finished, all is measured again.
    start_in_background run --resume --folder .
    wait_for case_is "$runner" hang/asleep "in progress"
    benchrun cancel --kill "$runner" asleep
    benchrun cancel --kill "$runner" set_up
    wait_for_the_end
    expect_status 0
    [ "$(status_of h.json hang/good)" = "[('ok', None)]" ]
    [ "$(status_of h.json hang/asleep)" = "[('skipped', 'cancelled')]" ]
}

@test "cancel: cases that are tested at the same time, and commands" {
    hang test -j 4 -f good -f asleep -f deaf
    wait_for case_is "$runner" hang/asleep "in progress"
    benchrun cancel --kill "$runner" asleep
    wait_for case_is "$runner" hang/busy_and_deaf "in progress"
    benchrun cancel --kill "$runner" deaf
    wait_for_the_end
    expect_status 0
    [[ $output =~ asleep.*cancelled ]] || fail "not cancelled"
    start_in_background exec --cpu none --runs 2 -o e.json "sleep 1000" true
    wait_for is_listed "$runner"
    wait_for ps_json "1 / ('sleep' in r['runs'][0]['in_progress'])" "$runner"
    wait_for benchrun cancel --kill "$runner" sleep
    wait_for_the_end
    expect_status 0
    [ "$(json e.json "sorted((c['status'], c.get('message')) for c in r['results'])[1]")" = "('skipped', 'cancelled')" ]
}

@test "cancel: what has no cases to skip says so" {
    start_in_background profile --time 1000 -- sleep 1000
    wait_for is_listed "$runner"
    apart benchrun cancel "$runner" x
    expect_status 3
    expect_error "benchrun $runner has no cases that could be skipped (yet): benchrun profile"
    stop_by INT
}
