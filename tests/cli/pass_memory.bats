#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The pass `memory`: what a timed loop allocates, by known numbers.
load helpers

# A suite of tests/cli/memory.c: program, then what else the compiler gets.
make_memory_suite() {
    local program=$1
    shift
    cc -O2 -I "$SOURCE/include" "$SOURCE/tests/cli/memory.c" "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" "$@" -o "$program"
}

take_memory() {
    apart benchrun run --cpu none --samples 4 --processes 2 -q --pass memory -o r.json "$@"
    expect_status 0
}

# A metric of a case in r.json, and whether it is exact.
metric() {
    json r.json '[(m["value"], m.get("exact", False)) for c in r["results"] if c["name"] == "'"$1"'"
        for n, m in c["metrics"].items() if n == "'"$2"'"]'
}

@test "pass memory: known numbers, exact where they are constant" {
    make_memory_suite suite
    take_memory suite
    [ "$(metric none allocations)" = "[(0.0, True)]" ] || fail "none: $(metric none allocations)"
    [ "$(metric none peak_heap)" = "[(0.0, True)]" ]
    [ "$(metric three allocations)" = "[(3.0, True)]" ]
    [ "$(metric three allocated_bytes)" = "[(600.0, True)]" ]
    [ "$(metric three leaked_bytes)" = "[(0.0, True)]" ]
    [ "$(metric three peak_heap)" = "[(600.0, True)]" ]
    [ "$(metric one_at_a_time peak_heap)" = "[(1000.0, True)]" ]
    [ "$(metric leaks allocations)" = "[(1.0, True)]" ]
    [ "$(metric leaks leaked_bytes)" = "[(64.0, True)]" ]
    [ "$(metric fixed allocations)" = "[(1.0, True)]" ]
    [ "$(metric fixed allocated_bytes)" = "[(50.0, True)]" ]
    [[ "$(metric sometimes allocations)" == "[(0."*", False)]" ]] || fail "sometimes: $(metric sometimes allocations)"
    [[ "$(metric pages page_faults)" == "[(4."* ]] || fail "pages: $(metric pages page_faults)"
    json r.json '[c["metrics"]["peak_resident"]["value"] for c in r["results"] if c["name"] == "none"][0] > 2**20' |
        grep -q True
    expect_no_error allocations
}

@test "pass memory: the table has a column for each metric, the legend what it is" {
    make_memory_suite suite
    apart benchrun run --cpu none --samples 4 --processes 2 -q --pass memory -f memory/three -o r.json suite
    expect_status 0
    expect_output "allocations"
    expect_output "600 B"
    expect_output "Leaked: bytes"
}

@test "pass memory: a project can always ask for it" {
    make_memory_suite suite
    printf '%s\n' '[run]' 'pass = memory' '[compare]' 'pass = memory' 'fail-on = regression; allocations' >benchrun.ini
    apart benchrun run --cpu none --samples 4 --processes 2 -q -o r.json ./suite -f memory/three
    expect_status 0
    [ "$(metric three allocations)" != "[]" ]
    make_memory_suite base
    make_memory_suite head -DBLOCKS=2
    apart benchrun compare --cpu none --samples 40 --processes 10 -q --witness never -f memory/one_at_a_time base head
    expect_status 1
    # What no case was judged for cannot pass in silence.
    rm benchrun.ini
    apart benchrun compare --cpu none --samples 40 --processes 10 -q --witness never --fail-on allocations -f memory/three base base
    expect_status 3
    expect_error "--fail-on allocations: it was judged in no case; ask for the pass that adds it"
}

@test "pass memory: a program in which nothing can be counted says why" {
    make_memory_suite static -static
    take_memory static -f memory/three
    [ "$(metric three allocations)" = "[]" ]
    [ "$(metric three peak_resident)" != "[]" ]
    json r.json '"".join(r["results"][0]["warnings"])' | grep -q "may be linked statically"
    make_memory_suite own -DOWN_ALLOCATOR
    take_memory own -f memory/three
    [ "$(metric three allocations)" = "[]" ]
    json r.json '"".join(r["results"][0]["warnings"])' | grep -q "has an allocator of its own"
}

@test "pass memory: compare judges allocations, and --fail-on takes them" {
    make_memory_suite base
    make_memory_suite head -DBLOCKS=2
    apart benchrun compare --cpu none --samples 40 --processes 10 -q --witness never --pass memory \
        --fail-on allocations -f memory/one_at_a_time -o r.json base head
    expect_status 1
    expect_output "1 -> 2"
    expect_output "; allocations worse in 1 case (memory/one_at_a_time 1 -> 2)"
    [ "$(json r.json 'r["comparisons"][0]["metrics"]["allocations"]["verdict"]')" = worse ]
    [ "$(json r.json 'r["comparisons"][0]["metrics"]["leaked_bytes"]["verdict"]')" = same ]
    benchrun report r.json | grep -q "1 -> 2"
    benchrun report --format markdown r.json | grep -q "allocations"
    benchrun report --format html r.json >r.html
    grep '<th scope="col" data-sort' r.html | grep -q '<bdi>allocations</bdi></th>'
    grep '<tr data-verdict' r.html | grep -q '>1 -&gt; 2</td>'
    apart benchrun compare --cpu none --samples 40 --processes 10 -q --witness never --pass memory \
        --fail-on allocations -f memory/three base head
    expect_status 0
    apart benchrun compare --cpu none --samples 40 --processes 10 -q --witness never --pass memory \
        --fail-on allocations --margin-metric allocations=100% -f memory/one_at_a_time base head
    expect_status 0
    apart benchrun compare --margin-metric allocation=1 base head
    expect_status 2
    expect_error "'allocation' is no metric that is judged; there are instructions, "
    apart benchrun compare --margin-metric allocations base head
    expect_status 2
    expect_error "a margin must be METRIC=PERCENT, such as latency_p99=5, not 'allocations'"
    apart benchrun compare --fail-on allocation base head
    expect_status 2
    expect_error "--fail-on must be one of"
}

# A side with allocations that vary was counted in several processes, in turn.
compare_memory() {
    apart benchrun compare --cpu none --samples 40 --processes 10 -q --witness never --pass memory \
        --fail-on allocations -o r.json "$@"
}

@test "pass memory: allocations that begin or cease to vary are judged" {
    make_memory_suite steady
    make_memory_suite varying -DVARIES=1
    compare_memory -f memory/varies steady varying
    expect_status 1
    expect_output "allocations worse in 1 case (memory/varies 2 -> 2.33"
    expect_output " varying, worse)"
    [ "$(json r.json 'r["comparisons"][0]["metrics"]["allocations"]["verdict"]')" = worse ]
    [ "$(json r.json '[len(c["metrics"]["allocations"]["per_process"]) >= 10 for c in r["results"]]')" = "[True, True]" ]
    [ "$(json r.json 'r["comparisons"][0]["metrics"]["leaked_bytes"]["verdict"]')" = same ]
    # A report decides it again, from what the file has.
    benchrun report r.json | grep -q "varying, worse)"
    compare_memory -f memory/varies varying steady
    expect_status 0
    expect_output " varying -> 2, better"
    [ "$(json r.json 'r["comparisons"][0]["metrics"]["allocations"]["verdict"]')" = better ]
}

@test "pass memory: allocations that vary in both builds, or between processes, are called by nothing" {
    make_memory_suite varying -DVARIES=1
    compare_memory --aa -f memory/varies -f memory/by_process varying
    expect_status 0
    [ "$(json r.json '[c["metrics"]["allocations"]["verdict"] in ("same", "unclear") for c in r["comparisons"]]')" = "[True, True]" ]
    expect_no_error allocations
}
