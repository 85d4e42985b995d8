#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What the shipped suites say beside their times, where it does not depend on the machine's speed.
load helpers

# The value of a case's metric, from r.json.
metric() {
    json r.json "[c['metrics']['$2']['value'] for c in r['results'] if c['id'] == '$1'][0]"
}

# Succeeds where the expression holds; the figures are in $figures.
holds() {
    python3 -c "import sys; sys.exit(not ($1))" || fail "$1 does not hold"
}

@test "suite lazy: its peak memory is the same for ten times the input, that of stages grows with it" {
    [ -w /proc/self/clear_refs ] || skip "the kernel keeps no peak that can be set back"
    measure -q -o r.json -f 'all/*' "$SUITES/lazy"
    small=$(metric all/lazy/mb:1 peak_memory)
    large=$(metric all/lazy/mb:10 peak_memory)
    holds "abs($large - $small) < 500e3"
    small=$(metric all/stages/mb:1 peak_memory)
    large=$(metric all/stages/mb:10 peak_memory)
    holds "$large - $small > 9e6"
}
