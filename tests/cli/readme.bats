#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The examples of the documents are what you get when you copy them.
load helpers

# The C blocks of a document, one after another.
code_of() {
    # shellcheck disable=SC2016 # backticks of Markdown
    sed -n '/^```c$/,/^```$/{/^```/d;p;}' "$SOURCE/$1"
}

build() {
    cc -std=c11 -Wall -Wextra -Werror -O2 -I "$SOURCE/include" "$1.c" -o "$1" \
        "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a"
}

@test "README: its suite builds and runs as shown" {
    code_of README.md >sum.c
    grep -q 'BENCH(sum, plain' sum.c
    build sum
    apart measure -o r.json ./sum
    expect_status 0
    [ "$(json r.json '[x["id"] for x in r["results"]]')" = \
        "['sum/plain/n:100', 'sum/plain/n:1000', 'sum/plain/n:10000', 'sum/plain/n:100000', 'sum/lanes/n:100', 'sum/lanes/n:1000', 'sum/lanes/n:10000', 'sum/lanes/n:100000']" ]
    [ "$(json r.json '{x["status"] for x in r["results"]}')" = "{'ok'}" ]
    # The rows of the table that is shown are those that there are.
    [ "$(grep -cE '^(plain| {5}|lanes) +10+ .*(baseline|faster)' "$SOURCE/README.md")" -eq 8 ]
}

@test "writing suites: its examples build and run" {
    code_of docs/writing-suites.md >examples.c
    build examples
    apart measure -o r.json ./examples
    expect_status 0
    [ "$(json r.json '{x["status"] for x in r["results"]}')" = "{'ok'}" ]
    [ "$(json r.json 'len(r["results"])')" -eq 16 ]
    [ "$(json r.json 'sum(x["at_floor"] or x["optimised_away"] for x in r["results"])')" -eq 0 ]
}

# C++ takes options in the order of the struct alone.
@test "writing suites: the table of options has all of them, in the order of the header" {
    # shellcheck disable=SC2016 # backticks of Markdown
    sed -n '/^## Options/,/^## Fixtures/p' "$SOURCE/docs/writing-suites.md" |
        sed -n 's/^| \(`\.[^|]*`\) |.*/\1/p' | tr -cs 'a-z_0-9' '\n' | grep . >table.txt
    sed -n '/^struct bench_options {/,/^};/p' "$SOURCE/include/benchrun/bench.h" | sed 's,//.*,,' |
        sed -n 's/.*[ *(]\([a-z_0-9]*\)\(\[[A-Z_]*\]\|)([a-z_ *]*)\)*;.*/\1/p' | grep -v '^line$' >header.txt
    diff header.txt table.txt
    [ "$(wc -l <table.txt)" -ge 25 ]
}

@test "result file: its sample has the keys of a real one" {
    # shellcheck disable=SC2016 # backticks of Markdown
    sed -n '/^```json$/,/^```$/{/^```/d;p;}' "$SOURCE/docs/result-file.md" >sample.json
    benchrun report sample.json >/dev/null
    benchrun run --cpu none --samples 12 --processes 6 -q -f 'good/*/n:64' -o r.json "$PROGRAMS/good" >/dev/null
    for part in 'r["run"]' 'r["results"][0]' 'r["results"][0]["processes"][0]' 'r["results"][0]["summary"]'; do
        [ "$(json sample.json "sorted(set($part) - {'min_speedup', 'cpu', 'bytes', 'items'})")" = \
            "$(json r.json "sorted(set($part) - {'min_speedup', 'cpu', 'bytes', 'items'})")" ]
    done
}

@test "protocol: its try-it line works" {
    # shellcheck disable=SC2059 # the document says printf 'list\nopen 0\n...'
    printf "$(sed -n "s/^Try it: .printf '\([^']*\)'.*/\1/p" "$SOURCE/docs/protocol.md")" |
        "$PROGRAMS/good" --benchrun-worker >answers.txt
    head -n 1 answers.txt | grep -q '^benchrun-worker 1 '
    [ "$(tail -n 1 answers.txt | grep -c '^ok iterations=1000 ')" -eq 1 ]
}
