#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What makes a machine's times doubtful, mostly on trees of files that a test made.
load helpers

# A file below `tree`: its path, and what it holds.
put() {
    mkdir -p "tree/${1%/*}"
    printf '%b' "$2" >"tree/$1"
}

# A machine of 2 CPUs without anything wrong.
make_tree() {
    put sys/devices/system/cpu/online '0-1\n'
    put sys/devices/system/cpu/possible '0-1\n'
    put proc/loadavg '0.1 0.1 0.1 1/100 1\n'
    put proc/sys/kernel/randomize_va_space '2\n'
    for cpu in 0 1; do
        put "sys/devices/system/cpu/cpu$cpu/topology/core_id" "$cpu\n"
        put "sys/devices/system/cpu/cpu$cpu/topology/physical_package_id" '0\n'
        put "sys/devices/system/cpu/cpu$cpu/topology/core_cpus" "$((1 << cpu))\n"
        put "sys/devices/system/cpu/cpu$cpu/cpufreq/scaling_governor" 'performance\n'
    done
}

# The severity of a finding in doctor.json.
severity_of() {
    json doctor.json 'next(f["severity"] for f in r["findings"] if f["name"] == "'"$1"'")'
}

@test "doctor: this machine, the most severe first, and a line that sums up" {
    apart benchrun doctor -o doctor.json -o doctor.md -o doctor.html
    expect_status 0
    [ -z "$errors" ] || fail "it complained"
    tail -n 1 stdout.txt | grep -Eq '^([0-9]+ (severe|warnings?|hints?|not known|fine)(, )?)+$'
    [ "$(json doctor.json 'r["benchrun_doctor"]')" = 1 ]
    [ "$(json doctor.json '[f["severity"] for f in r["findings"]] == sorted((f["severity"] for f in r["findings"]), key=["severe", "warning", "hint", "unknown", "fine"].index)')" = True ]
    [ "$(json doctor.json 'sum(r["counts"].values()) == len(r["findings"]) > 20')" = True ]
    [ "$(json doctor.json 'all("fix" in f and "reason" in f for f in r["findings"] if f["severity"] in ("severe", "warning", "hint"))')" = True ]
    grep -q '^| what | severity | finding | seen | fix |$' doctor.md
    grep -q '<h2 id="findings">Findings</h2>' doctor.html
}

@test "doctor: what a file says, why it matters, and the command that changes it" {
    make_tree
    put sys/devices/system/cpu/cpu0/cpufreq/scaling_governor 'powersave\n'
    put sys/devices/system/cpu/cpu1/cpufreq/scaling_governor 'powersave\n'
    apart benchrun doctor --root tree
    expect_status 0
    expect_output "warning  governor: the frequency governor is 'powersave'"
    expect_output 'seen  /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor: powersave'
    expect_output 'fix   sudo cpupower frequency-set -g performance'
    put sys/devices/system/cpu/cpu0/cpufreq/scaling_governor 'performance\n'
    put sys/devices/system/cpu/cpu1/cpufreq/scaling_governor 'performance\n'
    benchrun doctor --root tree -o doctor.json >stdout.txt
    [ "$(severity_of governor)" = fine ]
}

@test "doctor: what cannot be read is not known" {
    mkdir tree
    apart benchrun doctor --root tree -o doctor.json
    expect_status 0
    expect_output 'unknown  governor: the frequency governor is not known'
    [ "$(json doctor.json '{f["severity"] for f in r["findings"]}')" = "{'unknown'}" ]
}

@test "doctor: --fail-on makes the exit code 1" {
    make_tree
    apart benchrun doctor --root tree --fail-on warning
    expect_status 0
    put proc/loadavg '9 9 9 1/100 1\n'
    apart benchrun doctor --root tree
    expect_status 0
    apart benchrun doctor --root tree --fail-on severe
    expect_status 0
    apart benchrun doctor --root tree --fail-on warning
    expect_status 1
    put proc/self/limits 'Max cpu time  60  60  seconds\n'
    apart benchrun doctor --root tree --fail-on severe
    expect_status 1
}

@test "doctor: what files say is shown and nothing else" {
    make_tree
    # shellcheck disable=SC2016
    for cpu in 0 1; do
        put "sys/devices/system/cpu/cpu$cpu/cpufreq/scaling_governor" '\033[2J##[error]$(touch pwned)<b>\n'
    done
    apart benchrun doctor --root tree -o doctor.html -o doctor.json -o doctor.md
    expect_status 0
    expect_output 'the frequency governor is'
    refute grep -q $'\033' stdout.txt doctor.html doctor.json doctor.md
    refute grep -Fq '##[' stdout.txt doctor.html doctor.md
    refute grep -Fq '<b>' doctor.html doctor.md
    [ ! -e pwned ]
}

@test "doctor: --measure says what changes this machine can show" {
    apart benchrun doctor --measure --time 0.05 --cpu none -o doctor.json -o doctor.html -o doctor.md --plot charts
    expect_status 0
    grep -Eq '^smallest change +0.05 s +0.2 s$' stdout.txt
    for kernel in arithmetic l2 branches system_calls 'each of these'; do
        grep -Eq "^$kernel +([0-9.]+%|-) +([0-9.]+%|-)$" stdout.txt
    done
    grep -Eq '^waking up .* late in half of 500 sleeps' stdout.txt
    [ "$(json doctor.json '[c["kernel"] for c in r["noise"]["smallest_changes"] if c["time_s"] == 0.2 and "kernel" in c]')" = \
        "['arithmetic', 'l2', 'branches', 'system_calls']" ]
    [ "$(json doctor.json '[c["time_s"] for c in r["noise"]["smallest_changes"][-2:]]')" = "[0.05, 0.2]" ]
    # No change below the margin is ever called; that of all is the largest.
    [ "$(json doctor.json 'all(c.get("detectable", 1) >= 0.005 for c in r["noise"]["smallest_changes"])')" = True ]
    [ "$(json doctor.json 'all(a.get("detectable", 1e99) >= c.get("detectable", 1e99) for a in r["noise"]["smallest_changes"][-2:] for c in r["noise"]["smallest_changes"] if c["time_s"] == a["time_s"])')" = True ]
    [ "$(json doctor.json 'r["noise"]["empty_loop"]["p5_ns"] <= r["noise"]["empty_loop"]["median_ns"] <= r["noise"]["empty_loop"]["p95_ns"]')" = True ]
    grep -q '<svg' doctor.html
    grep -q '^| smallest change | 0.05 s | 0.2 s |$' doctor.md
    grep -q 'the empty loop' charts/noise.svg
}

@test "doctor: --measure uses the CPU that is named, and compares the others" {
    cpu=$(awk '/^Cpus_allowed_list/ { split($2, list, /[-,]/); print list[1] }' /proc/self/status)
    apart benchrun doctor --measure --time 0.02 --cpu "$cpu" -q -o doctor.json
    expect_status 0
    expect_output "measured on  CPU $cpu,"
    [ "$(json doctor.json 'r["noise"]["cpu"]')" = "$cpu" ]
    [ "$(json doctor.json 'len(r["noise"]["cpus"])')" = "$(nproc)" ]
}

@test "doctor: --measure without gnuplot lacks the chart alone" {
    mkdir bin
    apart env PATH="$PWD/bin" "$BENCHRUN_PROGRAM" doctor --measure --time 0.02 --cpu none -o doctor.html --plot charts
    expect_status 0
    expect_error "gnuplot"
    expect_output "hint     gnuplot: 'gnuplot' is not installed"
    refute grep -q '<svg' doctor.html
    grep -q 'each of these' doctor.html
}

@test "doctor: --measure ends when it is interrupted" {
    MEASURES=$BATS_TEST_TMPDIR start_in_background doctor --measure --time 1000 --cpu none -q
    wait_for is_measuring
    stop_by INT
    expect_status 130
    [ -z "$output" ]
}

# Whether a worker runs; it may be gone at the next look.
is_measuring() {
    local process
    for process in $(carriers "MEASURES=$BATS_TEST_TMPDIR"); do
        if grep -aqs benchrun_kernels "${process%/environ}/cmdline"; then return 0; fi
    done
    return 1
}

@test "doctor: bad usage" {
    apart benchrun doctor suite
    expect_status 2
    expect_error "doctor looks at the machine, not at 'suite'"
    apart benchrun doctor --root no-such-folder
    expect_status 2
    expect_error "--root: 'no-such-folder' is not a folder"
    apart benchrun doctor --root . --measure
    expect_status 2
    expect_error "--measure measures this machine: leave out --root"
    apart benchrun doctor --plot charts
    expect_status 2
    expect_error "--plot draws what --measure measures: name that too"
    apart benchrun doctor --fail-on sometimes
    expect_status 2
    expect_error "--fail-on must be one of never, warning, severe"
    apart benchrun doctor --format csv
    expect_status 2
    expect_error "known: table, json, markdown, html"
}

# Settings that --tune changes.
make_settings() {
    make_tree
    put sys/devices/system/cpu/cpu0/cpufreq/scaling_governor 'powersave\n'
    put sys/devices/system/cpu/cpufreq/boost '1\n'
    put proc/sys/kernel/perf_event_paranoid '3\n'
}

settings() {
    cat tree/sys/devices/system/cpu/cpu?/cpufreq/scaling_governor tree/sys/devices/system/cpu/cpufreq/boost \
        tree/proc/sys/kernel/perf_event_paranoid | tr '\n' ' '
}

@test "doctor: --tune prints what it changes, --restore puts it back" {
    make_settings
    apart benchrun doctor --root tree --tune
    expect_status 0
    expect_error 'to put them back: sudo benchrun doctor --restore'
    diff -u - stdout.txt <<'END'
/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor: powersave -> performance
/sys/devices/system/cpu/cpufreq/boost: 1 -> 0
/proc/sys/kernel/perf_event_paranoid: 3 -> 1
END
    [ "$(settings)" = 'performance performance 0 1 ' ]
    [ "$(stat -c %a tree/run/benchrun-tuned)" = 600 ]
    apart benchrun doctor --root tree --tune
    [ "$output" = 'nothing to change' ]
    apart benchrun doctor --root tree --restore
    expect_status 0
    expect_output '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor: performance -> powersave'
    [ "$(settings)" = 'powersave performance 1 3 ' ]
    apart benchrun doctor --root tree --restore
    expect_status 0
    [ "$output" = 'nothing to put back' ]
}

# Its reader is gone after the first byte, so that the next print may be the end of it; and kill -9
# comes at any moment. tests/framework/machine/test_tuning.c kills it after each change.
@test "doctor: --restore puts back what a --tune changed that did not come to its end" {
    make_settings
    mkfifo pipe
    "$BENCHRUN_PROGRAM" doctor --root tree --tune >pipe 2>stderr.txt 3>&- &
    runner=$!
    head -c 1 <pipe >first.txt
    wait "$runner" || true
    [ -s first.txt ]
    [ -s tree/run/benchrun-tuned ]
    apart benchrun doctor --root tree --restore
    expect_status 0
    [ "$(settings)" = 'powersave performance 1 3 ' ]
    for _ in {1..10}; do
        "$BENCHRUN_PROGRAM" doctor --root tree --tune >stdout.txt 2>stderr.txt 3>&- &
        runner=$!
        kill -9 "$runner"
        wait "$runner" || true
        apart benchrun doctor --root tree --restore
        expect_status 0
        [ "$(settings)" = 'powersave performance 1 3 ' ]
    done
}

@test "doctor: settings are changed by root" {
    [ "$(id -u)" = 0 ] || skip "not root"
    chmod 755 "$BATS_TEST_TMPDIR"
    for what in tune restore; do
        apart setpriv --reuid=65534 --regid=65534 --clear-groups "$BENCHRUN_PROGRAM" doctor --$what
        expect_status 2
        expect_error "settings of the machine are changed by root: sudo benchrun doctor --$what"
    done
    apart benchrun doctor --tune --restore
    expect_status 2
    expect_error '--tune and --restore are opposites'
}
