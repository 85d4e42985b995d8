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

# Without valgrind an explanation takes two seconds.
make_steps() {
    make_suite base -g -DSTEPS=0
    make_suite head -g -DSTEPS=1
    mkdir tools
    for tool in objdump cc; do ln -s "$(command -v $tool)" tools/; done
    step_words=(compare --cpu none --samples 40 --processes 20 --witness never -f 'planted/step_*'
        -o r.json)
}

@test "compare, explain: each regression is explained, however many there are" {
    make_steps
    apart env PATH="$PWD/tools" "$BENCHRUN_PROGRAM" "${step_words[@]}" --explain base head
    expect_status 1
    expect_error "explaining 6 changes, the largest first"
    [ "$(grep -c '^what changed in planted/step_[1-6] (slower):$' stdout.txt)" -eq 6 ]
    [ "$(grep -c '^time per iteration: .* in base, .* in head' stdout.txt)" -eq 6 ]
    [ "$(json r.json 'sum("explanation" in c for c in r["comparisons"])')" -eq 6 ]
}

# Each explanation starts four workers, two of each build. This launcher holds the fifth until the
# end, after it has said so.
make_gate() {
    cat >gate <<'SH'
#!/bin/sh
if grep -q "explaining 6 changes" stderr.txt; then
    echo >>started
    [ "$(wc -l <started)" -le 4 ] || { touch reached; exec sleep 1000; }
fi
exec "$@"
SH
    chmod +x gate
}

@test "compare, explain: Ctrl-C keeps the explanations that are complete" {
    make_steps
    make_gate
    for tool in sh grep wc touch sleep; do ln -s "$(command -v $tool)" tools/; done
    PATH="$PWD/tools" start_in_background "${step_words[@]}" --launcher "$PWD/gate" --explain \
        ./base ./head
    wait_for test -e reached
    stop_by INT
    expect_status 130
    expect_error "interrupted: 1 of 6 changes explained"
    [ "$(grep '^what changed in' stdout.txt)" = "what changed in planted/step_6 (slower):" ]
    [ "$(json r.json '[c["id"] for c in r["comparisons"] if "explanation" in c]')" = "['planted/step_6']" ]
    [ "$(json r.json 'len(r["comparisons"])')" -eq 6 ]
    refute grep -q "no time:" stdout.txt
}
