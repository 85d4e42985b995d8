#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What changed where a case got slower: both builds are profiled.
load helpers
load compare_helpers

@test "compare, explain: a regression says where it is, in every report" {
    make_suite base -g -DFACTOR=1
    make_suite head -g -DFACTOR=2
    compare --explain base head -o r.json -o r.md -o r.html
    expect_status 1
    expect_output "what changed in planted/slowed (slower):"
    expect_output "time per iteration: "
    expect_output "instructions per iteration: "
    grep -Eq '^ *\+.* (work|bench_body_planted_slowed) +planted.c:' stdout.txt
    grep -Eq 'planted.c:[0-9]+ .*x \*= 5;|planted.c:[0-9]+ .*for \(unsigned i' stdout.txt
    refute grep -q "what changed in planted/left_alone" stdout.txt
    [ "$(json r.json '[c["id"] for c in r["comparisons"] if "explanation" in c]')" = "['planted/slowed']" ]
    grep -q '<summary>What changed in planted/slowed</summary>' r.md
    grep -q '^<pre>$' r.md
    grep -q '^time per iteration: ' r.md
    grep -q '<summary>What changed in <bdi>slowed</bdi></summary><pre class="listing">' r.html
    apart benchrun report r.json
    expect_output "what changed in planted/slowed (slower):"
}

@test "compare, explain: improvements where they are asked for, and bad words are refused" {
    make_suite base -g -DFACTOR=2
    make_suite head -g -DFACTOR=1
    mkdir tools
    for tool in objdump cc; do ln -s "$(command -v $tool)" tools/; done
    apart env PATH="$PWD/tools" "$BENCHRUN_PROGRAM" compare --cpu none --time 0.5 --explain=all \
        -f planted/slowed base head
    expect_status 0
    expect_output "what changed in planted/slowed (faster):"
    expect_output "no calls: valgrind is not installed"
    expect_output "machine code of bench_body_planted_slowed, base and head:"
    grep -Eq '^mov [$]0x4b0,%e[a-z]+ +< *$' stdout.txt
    grep -Eq '^ +> mov [$]0x12c,%e[a-z]+$' stdout.txt
    apart benchrun compare --explain=nothing base head
    expect_status 2
    expect_error "--explain must be one of regressions, all"
}
