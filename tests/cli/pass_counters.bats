#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The pass `counters`. Hardware that counts is a fake here: tests/cli/fake_perf.c.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cc -O2 -I "$SOURCE/include" "$SOURCE/tests/cli/memory.c" "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o suite
}

take_counters() {
    apart benchrun run --cpu none --samples 4 --processes 2 -q -o r.json -o r.txt ./suite "$@"
    expect_status 0
}

# A metric of the only case in r.json.
metric() {
    json r.json 'r["results"][0]["metrics"]["'"$1"'"]["value"]'
}

use_fake() {
    cc -shared -fPIC -O1 -D_GNU_SOURCE "$SOURCE/tests/cli/fake_perf.c" -o fake.so -ldl
    printf '%s\n' '#!/bin/sh' "LD_PRELOAD=$PWD/fake.so exec \"\$@\"" >with_fake
    chmod +x with_fake
}

@test "pass counters: the kernel's own events, by known numbers" {
    take_counters --pass counters -f memory/pages
    [[ "$(metric page_faults)" == 4.* ]] || fail "page faults: $(metric page_faults)"
    holds_between "$(metric task_clock)" 100 1e9
    [ "$(json r.json 'r["results"][0]["metrics"]["page_faults"]["paired"]')" = True ]
    [ "$(json r.json 'len(r["results"][0]["metrics"]["page_faults"]["per_process"])')" -ge 10 ]
}

@test "pass counters: context switches of a body that waits, and of one that does not" {
    printf '%s\n' '#include <benchrun/bench.h>' '#include <time.h>' \
        'BENCH(waits, sleeps, .iterations = 5) { BENCH_LOOP (bench) {' \
        'nanosleep(&(struct timespec){0, 50000}, NULL); } }' \
        'BENCH(works, on, .iterations = 5) { BENCH_LOOP (bench) { for (volatile int i = 0; i < 10000; i++); } }' >waits.c
    cc -O2 -I "$SOURCE/include" waits.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o suite
    take_counters --pass counters=context_switches -f waits
    holds_between "$(metric context_switches)" 0.99 1.5
    take_counters --pass counters=context_switches -f works
    holds_between "$(metric context_switches)" 0 0.5
}

holds_between() {
    /usr/bin/python3 -c "import sys; sys.exit(not $2 <= $1 <= $3)" || fail "$1 is not between $2 and $3"
}

@test "pass counters: hardware that counts (a fake), in groups, scaled where they took turns" {
    use_fake
    take_counters --launcher ./with_fake --pass counters -f memory/fixed
    # Ten iterations; the kernel numbers cycles 0, instructions 1, branches 4, their misses 5.
    [ "$(metric cycles)" = 100.0 ]
    [ "$(metric instructions)" = 200.0 ]
    [ "$(metric branches)" = 500.0 ]
    [ "$(metric branch_misses)" = 600.0 ]
    [ "$(metric l1d_misses)" = 50.0 ] || fail "$(metric l1d_misses)" # counted for half of the time
    json r.json '"".join(r["results"][0]["warnings"])' |
        grep -q "its counts are scaled, .* was counted for 50% of the time"
    grep -q "branch misses" r.txt
}

@test "pass counters: words as perf list has them" {
    use_fake
    take_counters --launcher ./with_fake --pass counters=branch-misses,LLC-loads,r1c2,context-switches -f memory/fixed
    [ "$(metric branch-misses)" = 600.0 ]
    [ "$(metric LLC-loads)" = 50.0 ]
    [ "$(metric r1c2)" = 50.0 ]
    apart benchrun run --pass counters=branch-mises suite
    expect_status 2
    expect_error "no event is called 'branch-mises' (\`perf list\` shows what there is); did you mean 'branch-misses'"
    apart benchrun run --pass memory=all suite
    expect_status 2
    expect_error "the pass 'memory' takes no words after '='"
    apart benchrun run --pass counters=nowhere/event=1/ suite
    expect_status 2
    expect_error "is no event of this machine"
}

@test "pass counters: a case that fails in the pass costs the others nothing" {
    printf '%s\n' '#include <benchrun/bench.h>' '#include <stdlib.h>' \
        'BENCH(g, good) { BENCH_LOOP (bench) { for (volatile int i = 0; i < 1000; i++); } }' \
        'BENCH(g, bad) { if (getenv("BENCHRUN_EVENTS")) bench_fail(bench, "not here");' \
        'BENCH_LOOP (bench) { for (volatile int i = 0; i < 1000; i++); } }' >fails.c
    cc -O2 -I "$SOURCE/include" fails.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o suite
    take_counters --pass counters=task_clock
    holds_between "$(metric task_clock)" 1 1e9
    [ "$(json r.json 'len(r["results"][0]["metrics"]["task_clock"]["per_process"])')" -ge 10 ]
    [ "$(json r.json '"task_clock" in r["results"][1]["metrics"]')" = False ]
    [ "$(json r.json '[w for w in r["results"][1]["warnings"] if w.startswith("no counters: ")]')" = "['no counters: not here']" ]
}

@test "pass counters: what is missing is said once, with the setting that would permit it" {
    use_fake
    export FAKE_PERF=refuse
    take_counters --launcher ./with_fake --pass counters -f memory/fixed -f memory/three
    [ "$(json r.json 'sum("no context_switches, migrations: the kernel refuses them" in w for w in r["run"]["warnings"])')" -eq 1 ]
    json r.json '" ".join(r["run"]["warnings"])' | grep -q "sudo sysctl kernel.perf_event_paranoid=1"
    [ "$(json r.json 'r["results"][0]["metrics"]["cycles"]["source"]')" = counters ]
}

@test "pass counters: two builds are counted in turn, and judged" {
    use_fake
    cp suite head
    apart benchrun compare --cpu none --samples 40 --processes 10 -q --witness never --launcher ./with_fake \
        --pass counters --fail-on branch_misses -f memory/fixed -o r.json ./suite ./head
    expect_status 0
    [ "$(json r.json 'r["comparisons"][0]["metrics"]["branch_misses"]["verdict"]')" = same ]
    expect_output "600"
}

@test "pass counters: events that no group has room for (a fake) count by themselves" {
    use_fake
    FAKE_PERF=alone take_counters --launcher ./with_fake --pass counters=cycles,instructions,branches,branch_misses -f memory/fixed
    [ "$(metric cycles)" = 100.0 ]
    [ "$(metric instructions)" = 200.0 ] # of a group of its own, the second to count all the time
    [ "$(metric branches)" = 500.0 ]
    [ "$(metric branch_misses)" = 600.0 ]
}

@test "pass counters: events that never count (a fake) are left out, and the warning says why" {
    use_fake
    FAKE_PERF=starved take_counters --launcher ./with_fake --pass counters=cycles,branches -f memory/fixed
    [ "$(json r.json '"branches" in r["results"][0]["metrics"]')" = False ]
    [ "$(json r.json 'r["results"][0]["cycles_from"]')" = estimated ]
    json r.json '"".join(r["results"][0]["warnings"])' | grep -q "cycles was never counted: other programs"
}

@test "pass counters: cycles of every sample are those that the CPU counted (a fake), or estimated without" {
    use_fake
    take_counters --launcher ./with_fake -f memory/fixed
    [ "$(json r.json 'r["results"][0]["cycles_from"]')" = counted ]
    [ "$(json r.json 'r["results"][0]["metrics"]["cycles"]["source"]')" = hardware ]
    [ "$(metric cycles)" = 100.0 ]
    [ "$(metric instructions)" = 200.0 ]
    [ "$(json r.json '{c for p in r["results"][0]["processes"] for c in p["samples_cycles"]}')" = "{100.0}" ]
    FAKE_PERF=absent take_counters --launcher ./with_fake -f memory/fixed
    [ "$(json r.json 'r["results"][0]["cycles_from"]')" = estimated ]
    [ "$(json r.json '"instructions" in r["results"][0]["metrics"]')" = False ]
}

# The severity and the finding of doctor about counters, where they are a fake.
counters_of_doctor() {
    apart env FAKE_PERF="$1" ./with_fake "$BENCHRUN_PROGRAM" doctor -o doctor.json
    expect_status 0
    json doctor.json 'next(f["severity"] + " " + f["finding"] for f in r["findings"] if f["name"] == "hardware-counters")'
}

@test "pass counters: doctor says whether the CPU counts (a fake)" {
    use_fake
    [ "$(counters_of_doctor '')" = "fine the CPU counts cycles and instructions" ]
    [ "$(counters_of_doctor absent)" = "hint there are no hardware counters, as in most virtual machines" ]
    [ "$(counters_of_doctor all)" = "hint the kernel or the container refuses hardware counters" ]
}
