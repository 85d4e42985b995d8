#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What the shipped suites say beside their times, where it does not depend on the machine's speed.
load helpers

# The value of a case's metric, from r.json.
metric() {
    json r.json "'%.0f' % [c['metrics']['$2']['value'] for c in r['results'] if c['id'] == '$1'][0]"
}

# Succeeds where the expression holds; the figures are in $figures.
holds() {
    python3 -c "import sys; sys.exit(not ($1))" || fail "$1 does not hold"
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

@test "suite memoize: a caller who writes into a shared entry spoils it for the others, a copy does not" {
    measure -q -o r.json -f 'entry/*' "$SUITES/memoize"
    [ "$(metric entry/copy wrong_answers)" -eq 0 ] || fail "a copy was spoilt"
    [ "$(metric entry/shared wrong_answers)" -eq 64 ] || fail "no shared entry was spoilt"
}

@test "suite memoize: a case's argument is its hit rate" {
    measure -q -o r.json -f 'hit_rate/*' "$SUITES/memoize"
    for percent in 0 40 99; do
        for cache in lru table; do
            [ "$(metric "hit_rate/$cache/percent:$percent" hits)" -eq $((10 * percent)) ]
        done
    done
}

@test "suite memoize: the bounded cache stays at its size, the unbounded one holds all" {
    measure -q -o r.json -f 'working_set/*:1024' "$SUITES/memoize"
    [ "$(metric working_set/lru/distinct:1024 currsize)" -eq 128 ]
    misses=$(metric working_set/table/distinct:1024 misses)
    [ "$misses" -gt 128 ]
    [ "$(metric working_set/table/distinct:1024 currsize)" -eq "$misses" ]
}
