#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --engine slurm and attach, with a real Slurm of four nodes.
# shellcheck disable=SC2030,SC2031 # each test sets GATE for its own programs
load helpers
load compare_helpers
load cluster

setup_file() {
    start_cluster
}

teardown_file() {
    end_cluster
}

teardown() {
    scancel --quiet --user="$(id -un)" || true
    scontrol update NodeName=n[1-4] State=RESUME 2>/dev/null || true
}

# Parts that take a moment each, whatever the machine is doing.
measure_on_cluster() {
    apart benchrun run --engine slurm --cpu none --samples 4 --processes 2 "$@"
}

submit_in_background() {
    start_in_background run --engine slurm --cpu none --samples 4 --processes 2 "$@"
}

job_number() {
    sed -n 's/^benchrun: job \([0-9]*\) measures.*/\1/p' stderr.txt
}

says() {
    grep -q "$1" stderr.txt
}

@test "slurm: eight parts on four nodes, of which one is lost, come to the verdicts of one machine" {
    make_suite base -DSTEPS=0 -DGATED
    make_suite head -DSTEPS=1 -DGATED
    compare_by_count -q --samples 40 -o whole.json base head
    expect_status 1
    export GATE=$BATS_TEST_TMPDIR/gate
    touch "$GATE"
    start_in_background compare --cpu none --samples 40 --processes 20 --witness never \
        --engine slurm --nodes 4 --shards 8 -o merged.json base head
    wait_for test -s "$GATE.node"
    lost=$(<"$GATE.node")
    kill_node "$lost"
    scontrol update NodeName="$lost" State=DOWN Reason="its power failed"
    rm "$GATE"
    wait_for_the_end
    start_node "$lost"
    expect_status 1
    expect_error "of 8 was lost on $lost (NODE_FAIL), so it is submitted again"
    called='{c["id"]: c["verdict"] for c in r["comparisons"] if "step" in c["id"] and not c["id"].endswith("1")}'
    [ "$(json merged.json "$called")" = "$(json whole.json "$called")" ]
    [ "$(json merged.json "$called" | grep -o slower | wc -l)" -eq 5 ]
    [ "$(json merged.json '[c["id"] for c in r["results"]]')" = "$(json whole.json '[c["id"] for c in r["results"]]')" ]
    # Both arms of each comparison were on one node, the lost one's on another.
    /usr/bin/python3 - "$lost" <<'PY'
import json
import sys
nodes = {}
for c in json.load(open("merged.json"))["results"]:
    nodes.setdefault(c["id"], set()).add(c["node"])
    assert len(c["machine"]) == 16
assert all(len(n) == 1 for n in nodes.values()), nodes
assert nodes["planted/gated"] != {sys.argv[1]}, nodes
assert set.union(*nodes.values()) <= {"n1", "n2", "n3", "n4"}
PY
    expect_output "node"
}

@test "slurm: two commits are built once, and the nodes measure these builds" {
    make_repository
    echo "-DFACTOR=2 -DSTEPS=1" >flags # so that there is something to divide
    git commit -qam "third, with steps"
    echo "-DFACTOR=4 -DSTEPS=1" >flags
    git commit -qam "fourth, slower again"
    apart benchrun compare --git HEAD~1..HEAD --engine slurm --nodes 2 --shards 2 --cpu none --samples 40 \
        --processes 20 --witness never -o merged.json
    expect_status 1
    [ "$(grep -c ': building ' stderr.txt)" -eq 2 ]
    refute grep -q ': building ' benchrun-out/slurm-*/?.log
    [ "$(json merged.json '[c["id"] for c in r["comparisons"] if c["verdict"] == "slower"]')" = "['planted/slowed']" ]
    [ "$(json merged.json 'r["sides"]["base_revision"]["git"], r["revision"]["git"]')" = \
        "('$(git rev-parse HEAD~1)', '$(git rev-parse HEAD)')" ]
    [ "$(json merged.json 'len({c["node"] for c in r["results"]})')" -eq 2 ]
    # HEAD, and what is in no commit, are what they were when it was submitted.
    echo "-DFACTOR=8 -DSTEPS=1" >flags
    head=$(git rev-parse HEAD)
    scontrol update NodeName=n[1-4] State=DRAIN Reason=test
    start_in_background compare --git HEAD --engine slurm --nodes 2 --shards 2 --cpu none --samples 40 \
        --processes 20 --witness never -o merged.json
    wait_for says "job [0-9]* measures"
    echo "-DFACTOR=1 -DSTEPS=1" >flags
    git commit -qam "fifth, fast"
    scontrol update NodeName=n[1-4] State=RESUME
    wait_for_the_end
    expect_status 1
    [ "$(json merged.json '[c["id"] for c in r["comparisons"] if c["verdict"] == "slower"]')" = "['planted/slowed']" ]
    [ "$(json merged.json 'r["sides"]["base_revision"]["git"]')" = "$head" ]
    expect_output "base HEAD (${head:0:12})"
}

@test "slurm: who loses the terminal attaches again" {
    export GATE=$BATS_TEST_TMPDIR/gate
    touch "$GATE"
    submit_in_background --shards 3 -o merged.json "$CLI_PROGRAMS/gate"
    wait_for test -s "$GATE.pid"
    job=$(job_number)
    apart benchrun attach "$job"
    expect_status 2
    expect_error "waits for this job already"
    stop_by HUP
    expect_status 130
    expect_error "job $job continues: 'benchrun attach $job' waits for it, 'scancel $job' ends it"
    start_in_background attach "$job"
    wait_for says "job $job measures"
    stop_by KILL
    rm "$GATE"
    mkdir elsewhere
    cd elsewhere || return
    apart benchrun attach --folder ../benchrun-out
    expect_status 0
    [ "$(json ../merged.json 'len(r["results"])')" -eq 3 ]
    [ "$(json ../merged.json '"part" in r')" = False ]
    # Once more, by its folder: all is there.
    apart benchrun attach ../benchrun-out/slurm-*
    expect_status 0
    expect_output "3 measured"
}

@test "slurm: without a free node it says so, and waits" {
    scontrol update NodeName=n[1-4] State=DRAIN Reason=test
    submit_in_background --shards 2 "$CLI_PROGRAMS/gate"
    wait_for says "no node is free for it yet"
    stop_by INT
    expect_status 130
    scontrol update NodeName=n[1-4] State=RESUME
    apart benchrun attach
    expect_status 0
    expect_output "3 measured"
}

@test "slurm: a part that benchrun refuses is not tried on another node, but by attach" {
    cp "$CLI_PROGRAMS/gate" suite
    scontrol update NodeName=n[1-4] State=DRAIN Reason=test
    submit_in_background --shards 2 ./suite
    wait_for says "job [0-9]* measures"
    mv suite away
    scontrol update NodeName=n[1-4] State=RESUME
    wait_for_the_end
    expect_status 3
    expect_error "part 1 of 2 failed on n"
    expect_error "exit code 3: "
    expect_error "suite"
    expect_error "to try what failed again: benchrun attach"
    mv away suite
    apart benchrun attach
    expect_status 0
    expect_output "3 measured"
}

@test "slurm: a job that somebody cancels is not tried again" {
    export GATE=$BATS_TEST_TMPDIR/gate
    touch "$GATE"
    submit_in_background --shards 1 "$CLI_PROGRAMS/gate"
    wait_for test -s "$GATE.pid"
    scancel "$(job_number)"
    wait_for_the_end
    rm "$GATE"
    expect_status 3
    expect_error "part 1 of 1 "
    refute says "submitted again"
    # What was finished is in its journal, from which it continues.
    apart benchrun attach
    expect_status 0
    expect_output "3 measured"
    grep -q "continuing .*, done so far" benchrun-out/slurm-*/1.log
}

@test "slurm: tests, with the report of the whole" {
    apart benchrun test --engine slurm --shards 3 --nodes 2 --constraint kind1 -o test.xml "$CLI_PROGRAMS/gate"
    expect_status 0
    [ "$(grep -c '<testcase' test.xml)" -eq 3 ]
    [ "$(cat benchrun-out/slurm-*/*/end | cut -d ' ' -f 3 | sort -u | tr '\n' ' ')" = "n1 n3 " ]
}

@test "slurm: what sbatch refuses, and where there is none" {
    make_suite suite
    measure_on_cluster --constraint nonsense suite
    expect_status 3
    expect_error "sbatch: "
    expect_error "Invalid feature specification"
    measure_on_cluster --partition nonsense suite
    expect_status 3
    expect_error "invalid partition specified: nonsense"
    [ -z "$(ls benchrun-out)" ] # nothing was begun
    PATH=/nowhere measure_on_cluster suite
    expect_status 3
    expect_error "cannot start 'sbatch'"
    expect_error "--engine slurm needs Slurm's commands in PATH"
    mkdir bin
    printf '%s\n' '#!/bin/sh' 'echo "sbatch: error: Munge decode failed: Rewound credential" >&2' 'exit 1' >bin/sbatch
    chmod +x bin/sbatch
    PATH=$PWD/bin:$PATH measure_on_cluster suite
    expect_status 3
    expect_error "Rewound credential (the clock of this machine differs from the controller's)"
    printf '%s\n' '#!/bin/sh' 'echo "nothing submitted"' >bin/sbatch
    PATH=$PWD/bin:$PATH measure_on_cluster suite
    expect_status 3
    expect_error "sbatch names no job: 'nothing submitted'"
    measure_on_cluster -f nonsense suite
    expect_status 4
    measure_on_cluster --shard 1/2 suite
    expect_status 2
    expect_error "--engine slurm makes the parts itself"
    measure_on_cluster --resume
    expect_status 2
    expect_error "'benchrun attach'"
    apart benchrun run --nodes 2 suite
    expect_status 2
    expect_error "--nodes, --shards, --partition and --constraint need --engine slurm"
    apart benchrun run --part x.json suite
    expect_status 2
    expect_error "--part needs --shard I/N"
    apart benchrun attach 4711
    expect_status 2
    expect_error "no job '4711' in 'benchrun-out' (--folder)"
    apart benchrun attach --folder /dev/null 4711
    expect_status 2
    expect_error "cannot read the folder '/dev/null': Not a directory"
}

@test "slurm: clocks that differ are reported" {
    measure_on_cluster --shards 2 "$CLI_PROGRAMS/gate"
    expect_status 0
    end=$(echo benchrun-out/slurm-*/2/end)
    read -r code seconds node <"$end"
    echo "$code $((seconds - 7200)) $node" >"$end"
    apart benchrun attach
    expect_status 0
    expect_output "the clock of node $node is slow by at least"
    echo "$code $((seconds + 7200)) $node" >"$end"
    apart benchrun attach
    expect_output "the clock of node $node is fast by at least"
}

@test "slurm: parts that were lost or changed before they were merged" {
    measure_on_cluster --shards 2 "$CLI_PROGRAMS/gate"
    sed -i 's/"benchrun_version": "[^"]*"/"benchrun_version": "0.0.9"/' benchrun-out/slurm-*/2/part.json
    apart benchrun attach
    expect_status 3
    expect_error "was measured by benchrun 0.0.9"
    rm benchrun-out/slurm-*/2/part.json
    apart benchrun attach
    expect_status 0
    expect_output "3 measured"
    chmod 666 benchrun-out/slurm-*/job.ini
    apart benchrun attach
    expect_status 2
    expect_error "job.ini"
}

@test "slurm: srun starts the workers of a run on this machine" {
    make_suite suite
    measure -q --launcher 'srun --quiet --nodes=1 --ntasks=1 "--job-name=a worker"' -o r.json "$PWD/suite"
    [ "$(json r.json '{c["status"] for c in r["results"]}')" = "{'ok'}" ]
    [ "$(json r.json '{len(c["processes"]) for c in r["results"]}')" = "{2}" ]
}
