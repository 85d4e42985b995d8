#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Processes that commands, suites and builds leave behind, however they hide: all end with what started
# them, and nobody else's do.
# shellcheck disable=SC2034,SC2154 # runner is read and set by helpers.bash, too
load helpers
load compare_helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || exit 1
    unset NO_COLOR COLUMNS
    export LC_ALL=C.UTF-8 TERM=xterm MARK=$BATS_TEST_TMPDIR
    # In a session of its own and deaf, a daemon, in a group of its own, without files, and all that from one
    # that ends at once.
    cat >children <<'SH'
#!/bin/bash
setsid sh -c 'trap "" TERM HUP INT; sleep 300 & sleep 300' &
(setsid sleep 300 &)
set -m
sleep 300 &
set +m
sh -c 'exec <&- >&- 2>&-; trap "" TERM; sleep 300; sleep 300' &
(sh -c 'setsid sh -c "setsid sleep 300 & setsid sleep 300" &' &)
SH
    printf '#!/bin/bash\n. ./children\ntouch started\nsleep 300\n' >stays
    chmod +x children stays
}

nothing_is_left() {
    is_free_of "MARK=$MARK"
}

# Elsewhere they stay, and end here.
expect_end_where_groups_are_allowed() {
    if "$SOURCE/tests/may_make_control_groups"; then
        wait_for nothing_is_left
    else
        ! nothing_is_left || fail "there is nothing to be ended"
        for file in $(carriers "MARK=$MARK"); do kill -KILL "$(tr -dc 0-9 <<<"$file")" || true; done
    fi
}

# The test has the mark as well.
mark_for_them_alone() {
    export -n MARK
    start_marked() {
        MARK=$MARK "$BENCHRUN_PROGRAM" "$@" >stdout.txt 2>stderr.txt 3>&- &
        runner=$!
    }
    run_marked() {
        apart env "MARK=$MARK" "$BENCHRUN_PROGRAM" "$@"
    }
}

@test "leftovers: of a command end with its worker" {
    mark_for_them_alone
    run_marked exec --runs 2 -- ./children
    expect_status 0
    wait_for nothing_is_left
}

@test "leftovers: of a command that is stopped by any signal, or takes too long, end" {
    mark_for_them_alone
    for signal in INT TERM HUP; do
        rm -f started
        start_marked exec --runs 1 -- ./stays
        wait_for test -e started
        stop_by $signal
        expect_status 130
        wait_for nothing_is_left
    done
    run_marked exec --runs 1 --timeout 1 -- ./stays
    expect_status 3
    wait_for nothing_is_left
}

@test "leftovers: of a benchrun that is killed end by themselves" {
    mark_for_them_alone
    start_marked exec --runs 1 -- ./stays
    wait_for test -e started
    stop_by KILL
    wait_for nothing_is_left
}

@test "leftovers: of a suite, deaf ones and those that never stay, end with its worker" {
    mark_for_them_alone
    for command in run test; do
        words=()
        [ $command = test ] || words=(--cpu none --samples 4 --processes 2)
        run_marked $command "${words[@]}" -f 'fork/child_*' -f '!crash' "$PROGRAMS/fork"
        expect_status 0
        wait_for nothing_is_left
    done
}

@test "leftovers: of a build end with it, or with what stops it" {
    mark_for_them_alone
    folder=$PWD
    make_repository
    sed -i "s,^command = ,command = . $folder/children; touch $folder/started; test ! -e $folder/gate || sleep 300; ," \
        benchrun.ini
    git commit -qam "leaves processes"
    run_marked compare --cpu none --samples 4 --processes 2 --witness never --git HEAD..HEAD
    [ "$status" -lt 2 ] || fail "exit code"
    wait_for nothing_is_left
    touch "$folder/gate"
    for signal in TERM KILL; do
        rm -rf "$folder/started" "$XDG_CACHE_HOME"
        start_marked compare --cpu none --git HEAD..HEAD
        wait_for test -e "$folder/started"
        stop_by $signal
        wait_for nothing_is_left
        [ $signal = KILL ] || expect_status 130
    done
}

# What it started comes to benchrun then.
@test "leftovers: a command that kills the process that looks after it ends with all it started" {
    mark_for_them_alone
    cat >fatal <<'SH'
#!/bin/bash
. ./children
kill -KILL "$(awk '/^PPid/ { print $2 }' /proc/$PPID/status)"
sleep 300
SH
    chmod +x fatal
    run_marked exec --runs 1 -- ./fatal
    expect_status 3
    wait_for nothing_is_left
}

# As `pkill -9 benchrun` does it; the worker reads nothing, so that it does not see the end of its stdin.
@test "leftovers: a worker ends with benchrun and its reaper, killed at once" {
    start_and_wait_at_the_gate --timeout 3000
    reaper=$(awk '/^PPid/ { print $2 }' "/proc/$worker/status")
    [ "$(cat "/proc/$reaper/comm")" = benchrun-reaper ]
    kill -STOP "$runner" # neither must be faster
    kill -KILL "$reaper" "$runner"
    wait_for_the_end
    wait_for worker_is_dead
}

# By the control group that the kernel has them in, where one is allowed.
@test "leftovers: of a benchrun that is killed at once with its reaper are ended by the next" { # or by any that runs now
    mark_for_them_alone
    start_marked exec --runs 1 --warmup 0 -- ./stays
    wait_for test -e started
    own=$(carriers "MARK=$MARK" | tr -dc '0-9\n' | while read -r pid; do
        case $(cat "/proc/$pid/comm") in benchrun*) echo "$pid" ;; esac
    done)
    [ "$(wc -w <<<"$own")" -eq 2 ]
    for signal in STOP KILL; do # none must be faster
        for pid in $own; do kill -$signal "$pid"; done
    done
    wait_for_the_end
    apart "$BENCHRUN_PROGRAM" list "$PROGRAMS/good"
    expect_status 0
    expect_end_where_groups_are_allowed
}

@test "leftovers: of a benchrun that lives are not ended by the next" {
    mark_for_them_alone
    printf '#!/bin/sh\nsetsid sleep 300 &\necho $! >daemon\nsleep 300\n' >leaves
    chmod +x leaves
    start_marked exec --runs 1 --warmup 0 -- ./leaves
    wait_for test -s daemon
    apart "$BENCHRUN_PROGRAM" list "$PROGRAMS/good"
    expect_status 0
    kill -0 "$(<daemon)"
    kill -0 "$runner"
    stop_by TERM
    wait_for nothing_is_left
}

@test "leftovers: a process that benchrun did not start is not ended" {
    mark_for_them_alone
    cat >fatal <<'SH'
#!/bin/sh
kill -KILL "$(awk '/^PPid/ { print $2 }' /proc/$PPID/status)"
sleep 300
SH
    chmod +x fatal
    # A child of the process that becomes benchrun, and one that loses its parent meanwhile.
    sh -c 'sleep 300 & echo $! >own; sh -c "sleep 300 & echo \$! >lost; while [ ! -e gone ]; do sleep 0.01; done" &
        while [ ! -s lost ]; do sleep 0.01; done; touch gone; exec "$@"' sh \
        env "MARK=$MARK" "$BENCHRUN_PROGRAM" exec --runs 1 -- ./fatal >stdout.txt 2>stderr.txt 3>&- || status=$?
    expect_status 3
    kill -0 "$(<own)"
    kill -0 "$(<lost)"
    kill "$(<own)" "$(<lost)"
    expect_end_where_groups_are_allowed
}

# A benchrun without the right to end another user's processes. A control group is ended with them.
@test "leftovers: other users' are ended, or reported with pid and name" {
    [ "$(id -u)" -eq 0 ] || skip "only root can start a process as another user"
    cat >foreign <<'SH'
#!/bin/sh
setsid setpriv --reuid=65534 --clear-groups sleep 300 &
echo $! >>pids
while [ "$(cat /proc/$!/comm)" != sleep ]; do sleep 0.01; done
SH
    chmod +x foreign
    apart setpriv --bounding-set=-kill --inh-caps=-kill "$BENCHRUN_PROGRAM" exec --runs 1 --warmup 0 -- ./foreign
    expect_status 0
    if "$SOURCE/tests/may_make_control_groups"; then
        for pid in $(<pids); do is_dead "$pid" || fail "it lives"; done
        [[ $output$errors != *"was left running"* ]]
        return
    fi
    for pid in $(<pids); do
        kill -KILL "$pid" || fail "it was ended"
        [[ $output$errors == *"process $pid ('sleep') was left running, as it could not be ended"* ]] ||
            fail "process $pid is not reported"
    done
}
