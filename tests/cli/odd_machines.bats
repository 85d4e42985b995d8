#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Machines that are not at hand: benchrun itself, on this machine's CPUs, below a /sys that a test made. What files say of
# others is in tests/framework/machine/test_odd_machines.c.
load helpers

# Describes the CPUs of this machine below `cpu`: each a core of its own, CPU 0 the fastest.
make_cpus() {
    local last=$(($(nproc --all) - 1)) cpu mask
    mkdir -p cpu
    printf '0-%d\n' "$last" | tee cpu/online >cpu/possible
    for ((cpu = 0; cpu <= last; cpu++)); do
        mask=$(mask_of "$cpu")
        mkdir -p "cpu/cpu$cpu/topology"
        echo "$cpu" >"cpu/cpu$cpu/topology/core_id"
        echo 0 >"cpu/cpu$cpu/topology/physical_package_id"
        echo "$mask" | tee "cpu/cpu$cpu/topology/core_cpus" >"cpu/cpu$cpu/topology/thread_siblings"
        echo "$((cpu == 0 ? 1024 : 400))" >"cpu/cpu$cpu/cpu_capacity"
    done
}

# The set of one CPU, in words of 32 bits.
mask_of() {
    /usr/bin/python3 -c '
import sys
cpu = int(sys.argv[1])
print(",".join("%08x" % (1 << cpu % 32 if word == cpu // 32 else 0) for word in range(cpu // 32, -1, -1)))' "$1"
}

# Runs benchrun where a command of mount made /sys another, and no other benchrun holds a CPU.
where() {
    local made=$1
    shift
    apart "$SOURCE/tests/install/own_mounts" sh -ec "mkdir -p /run/lock
        mount -t tmpfs -o mode=1777 tmpfs /run/lock
        $made
        exec \"\$@\"" sh "$BENCHRUN_PROGRAM" "$@"
}

# With what is in `cpu` in place of what the kernel says of CPUs.
on_these_cpus() {
    where 'mount --bind cpu /sys/devices/system/cpu' "$@"
}

# The first CPU that this process may run on is CPU 0; or else these tests say nothing.
has_cpu_0() {
    [ "$(nproc)" -gt 1 ] && [[ $(awk '/^Cpus_allowed_list/ { print $2 }' /proc/self/status) =~ ^0[-,] ]]
}

take() {
    on_these_cpus run --samples 4 --processes 2 -q -o r.json "$PROGRAMS/good"
}

@test "odd machines: --cpu auto takes the fast core of a hybrid CPU (a fake), also where it is CPU 0" {
    has_cpu_0 || skip "it may not use CPU 0 and others"
    make_cpus
    take
    expect_status 0
    [ "$(json r.json 'r["run"]["cpu"]')" = 0 ]
    [ "$(json r.json 'r["machine"]["smt"]')" = False ]
}

@test "odd machines: --cpu auto takes an isolated CPU (a fake) before a fast one" {
    has_cpu_0 || skip "it may not use CPU 0 and others"
    make_cpus
    echo 1 >cpu/isolated
    take
    expect_status 0
    [ "$(json r.json 'r["run"]["cpu"]')" = 1 ]
    on_these_cpus doctor -o doctor.json
    expect_status 0
    [ "$(json doctor.json 'next(f["severity"] for f in r["findings"] if f["name"] == "isolation")')" = fine ]
}

@test "odd machines: --cpu auto takes no CPU that is off (a fake)" {
    has_cpu_0 || skip "it may not use CPU 0 and others"
    make_cpus
    echo 0 >cpu/online
    take
    expect_status 0
    [ "$(json r.json 'r["run"]["cpu"]')" = 0 ]
}

@test "odd machines: without /sys a run is measured and says what is not known" {
    where 'mount -t tmpfs tmpfs /sys' run --samples 4 --processes 2 -q -o r.json "$PROGRAMS/good"
    expect_status 0
    [ -z "$errors" ] || fail "it complained"
    [ "$(json r.json 'len(r["results"]) > 0 and all(c["status"] == "ok" for c in r["results"])')" = True ]
    [ "$(json r.json 'r["run"]["cpu"] >= 0')" = True ]
    where 'mount -t tmpfs tmpfs /sys' doctor
    expect_status 0
    [ -z "$errors" ] || fail "it complained"
    expect_output "unknown  isolation: whether a CPU is isolated is not known"
}
