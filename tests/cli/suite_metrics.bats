#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What the shipped suites report besides their times, where it does not depend on the machine's speed.
load helpers

# The value of a case's metric, from r.json.
metric() {
    json r.json "'%.0f' % [c['metrics']['$2']['value'] for c in r['results'] if c['id'] == '$1'][0]"
}

# Succeeds where the expression holds; the figures are in $figures.
holds() {
    /usr/bin/python3 -c "import sys; sys.exit(not ($1))" || fail "$1 does not hold"
}

@test "suite lazy: its peak memory is the same for ten times the input, that of stages grows with it" {
    measure -q -o r.json -f 'all/*' "$SUITES/lazy"
    small=$(metric all/lazy/mb:1 peak_memory)
    large=$(metric all/lazy/mb:10 peak_memory)
    holds "abs($large - $small) < 500e3"
    small=$(metric all/stages/mb:1 peak_memory)
    large=$(metric all/stages/mb:10 peak_memory)
    holds "$large - $small > 9e6"
}

@test "suite shared_entry: a caller that writes into a shared entry spoils it for the others" {
    measure -q -o r.json -f 'entry/*' "$SUITES/shared_entry"
    [ "$(metric entry/copy wrong_answers)" -eq 0 ] || fail "a copy was spoilt"
    [ "$(metric entry/shared wrong_answers)" -eq 64 ] || fail "no shared entry was spoilt"
}

@test "suite hit_rate: a case's argument is its hit rate" {
    measure -q -o r.json -f 'hit_rate/*' "$SUITES/hit_rate"
    for percent in 0 40 99; do
        [ "$(metric "hit_rate/table/percent:$percent" hits)" -eq $((10 * percent)) ]
    done
}

@test "suite lru: the cache computes once what fits into it, and forgets what does not" {
    measure -q -o r.json -f 'working_set/*:64' -f 'working_set/*:1024' "$SUITES/lru"
    [ "$(metric working_set/lru/distinct:64 hits)" -eq $((1000 - 64)) ]
    holds "$(metric working_set/lru/distinct:1024 hits) < 1000 * 2 * 128 / 1024"
}

@test "suite allocation: malloc() allocates each node, a pool and an arena none" {
    measure -q -o r.json --pass memory -f 'list/*:1000' "$SUITES/allocation"
    [ "$(metric list/malloc/n:1000 allocations)" -eq 1000 ]
    [ "$(metric list/malloc/n:1000 leaked_bytes)" -eq 0 ]
    for kind in pool arena; do
        [ "$(metric "list/$kind/n:1000" allocations)" -eq 0 ]
    done
}
