#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun watch, on loops of which it is known where they are blocked. Other programs may delay them too, so that no
# test says that nothing else was found.
load helpers

BLOCKS=$BUILD/tests/programs/live/blocks

# The line of blocks.c that a comment marks.
line_of() {
    grep -n "AT: $1\$" "$SOURCE/tests/programs/live/blocks.c" | cut -d : -f 1
}

# Of w.json: how many stalls of at least this many seconds have a function at a line in their stacks.
count_stalls() {
    /usr/bin/python3 - "$@" <<'PY'
import json, sys
r = json.load(open("w.json"))
def path(node):
    while node > 0:
        parent, frame = r["nodes"][node - 1]
        function, line, _ = r["frames"][frame]
        yield r["functions"][function]["name"], line
        node = parent
name, line, least = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
print(sum((name, line) in path(s["node"]) and s["lasted_s"] >= least for s in r.get("stalls", [])))
PY
}

@test "watch: the loops of libc, libuv and GLib, each with the stack of its stalls" {
    for loop in epoll poll select uv glib; do
        apart benchrun watch --over 50ms -o w.json -- "$BLOCKS" "$loop" sleep 400 2
        expect_status 0
        expect_error "benchrun: loop blocked for "
        expect_error ", from plant_sleep (blocks.c:$(line_of plant_sleep))"
        expect_between "$(count_stalls plant_sleep "$(line_of plant_sleep)" 0.4)" 1 2
        expect_between "$(count_stalls on_event "$(line_of on_event)" 0.4)" 1 2
        # None is missed, though the stack of one may be.
        [ "$(json w.json 'sum(s["lasted_s"] >= 0.4 for s in r["stalls"]) >= 2')" = True ]
    done
}

@test "watch: the table has groups with their stacks, and what threads did" {
    apart benchrun watch --over 50ms --format table -- "$BLOCKS" epoll spin 400 5
    expect_status 0
    expect_output "Loops were blocked "
    [[ $output =~ stalls\ +total\ +longest\ +where ]]
    expect_output "plant_spin (blocks.c:"
    expect_output " main (blocks.c:"
    benchrun watch --over 50ms -q --width 80 -- "$BLOCKS" glib sleep 400 1 >narrow.txt
    refute grep -qE '^[^n].{80}' narrow.txt
    [[ $output =~ thread\ +tid\ +ran\ +runnable\ +slept\ +disk\ +lock\ +seen ]]
    expect_output "note: 1 thread polled, 5 times in all"
    expect_output "note: a loop counts as blocked once it has not polled for 50 ms"
}

@test "watch: polling over and over is no stall" {
    apart benchrun watch --over 10s --fail-on blocked -o w.json --format table -o - -- "$BLOCKS" busy nothing 300
    expect_status 0
    expect_output "No loop was blocked."
    [ "$(json w.json '"stalls" not in r and r["loops"] == 1')" = True ]
    [ "$(json w.json 'any("1 thread polled" in note for note in r["notes"])')" = True ]
}

@test "watch: --fail-on blocked" {
    apart benchrun watch --over 50ms --fail-on blocked -q -- "$BLOCKS" epoll sleep 400 1
    expect_status 1
    expect_no_error "loop blocked"
    apart benchrun watch --over 50ms -- "$BLOCKS" epoll sleep 400 1
    expect_status 0
    apart benchrun watch --over 1h -- true
    expect_status 2
    apart benchrun watch --over 3600s --fail-on blocked -- "$BLOCKS" epoll sleep 400 1
    expect_status 0
}

has_said() {
    grep -qF -- "$1" stderr.txt
}

# Watches a loop that waits for a lock for ever, until that is reported. Its process is in $worker.
start_stuck() {
    # shellcheck disable=SC2016 # the inner shell expands these
    start_in_background watch --over 50ms -o w.json --format table -o - -- sh -c 'echo $$ >pid; exec "$0" uv lock' \
        "$BLOCKS"
    wait_for has_said " so far: in "
    worker=$(cat pid)
}

@test "watch: a loop that is stuck is reported while it is, and Ctrl-C shows the report" {
    start_stuck
    has_said "from plant_lock (blocks.c:$(line_of plant_lock))"
    kill -0 "$worker"
    [[ $(ps -o stat= -p "$worker") == S* ]]
    stop_by INT
    expect_status 0
    expect_output "plant_lock (blocks.c:$(line_of plant_lock))"
    expect_output "note: it was stopped early, by Ctrl-C or another signal"
    [ "$(json w.json 'r["stalls"][-1]["cut"]')" = True ]
    [ "$(json w.json 'max(r["threads"], key=lambda t: t["seen_s"])["lock_s"] > 0.5')" = True ]
    wait_for worker_is_dead
}

@test "watch: a command that dies while it is blocked" {
    start_stuck
    kill -KILL "$worker"
    wait_for_the_end
    expect_status 0
    expect_error ", still blocked when watching ended: in "
    expect_output "note: it was ended by signal 9"
    [ "$(json w.json 'r["stalls"][-1]["cut"] and r["stalls"][-1]["lasted_s"] >= 1')" = True ]
}

@test "watch: SIGKILL leaves no process and no file" {
    export TMPDIR=$BATS_TEST_TMPDIR/tmp MARK=watched-$BATS_TEST_TMPDIR
    mkdir tmp
    start_stuck
    kill -KILL "$(runner_pid)"
    wait "$(runner_pid)" || true
    wait_for worker_is_dead
    wait_for is_free_of "$MARK"
    [ -z "$(ls -A tmp)" ]
    [ ! -e w.json ]
}

# A program of C, and what it polls with.
build() {
    cat >"$1.c"
    cc -g -O1 "${@:2}" "$1.c" -o "$1"
}

@test "watch: a child that was forked has its own slot, and exec begins again" {
    build forks -pthread <<'C'
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
static void *poll_once(void *data)
{
    poll(NULL, 0, 1);
    return data;
}
int main(int argc, char **argv)
{
    poll(NULL, 0, 1);
    if (argc > 1) // what this was before does not poll any more
        return execl("/bin/sleep", "sleep", "1.5", NULL);
    if (fork() == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, poll_once, NULL);
        pthread_join(thread, NULL);
        usleep(600000); // it has not polled yet
        poll(NULL, 0, 1);
        usleep(700000);
        poll(NULL, 0, 1);
        return 0;
    }
    while (waitpid(-1, NULL, WNOHANG) == 0)
        poll(NULL, 0, 1);
    fprintf(fopen("parent", "w"), "%d\n", getpid());
    return 0;
}
C
    benchrun watch --over 500ms -o w.json -- ./forks
    [ "$(json w.json 'sum(s["lasted_s"] >= 0.7 for s in r["stalls"])')" = 1 ]
    [ "$(json w.json "next(s['pid'] for s in r['stalls'] if s['lasted_s'] >= 0.7) != $(cat parent)")" = True ]
    benchrun watch --over 500ms -o w.json -- ./forks exec
    [ "$(json w.json 'any(s["lasted_s"] > 1.2 for s in r.get("stalls", []))')" = False ]
}

@test "watch: many threads that come and go" {
    build herd -pthread <<'C'
#include <poll.h>
#include <pthread.h>
static void *poll_twice(void *data)
{
    poll(NULL, 0, 0);
    poll(NULL, 0, 0);
    return data;
}
int main(void)
{
    enum { THREADS = 50, ROUNDS = 40 };
    pthread_t threads[THREADS];
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < THREADS; i++)
            pthread_create(&threads[i], 0, poll_twice, 0);
        for (int i = 0; i < THREADS; i++)
            pthread_join(threads[i], 0);
    }
    return 0;
}
C
    benchrun watch --over 10s -o w.json -- ./herd
    # Those that ended between two looks are counted too, as their slots are kept until then.
    [ "$(json w.json 'any(note == "2000 threads polled, 4000 times in all" for note in r["notes"])')" = True ]
}

@test "watch: the functions of liburing, loaded before or later" {
    build liburing.so.2 -shared -fPIC -Wl,-soname,liburing.so.2 <<'C'
#include <unistd.h>
int io_uring_submit_and_wait(void *ring, unsigned n) { (void)ring; usleep(1000); return (int)n; }
int __io_uring_get_cqe(void *a, void *b, unsigned c, unsigned d, void *e) { return !a + !b + (int)(c + d) + !e; }
C
    build rings -Wl,--no-as-needed,-rpath,"$PWD" ./liburing.so.2 <<'C'
#include <time.h>
int io_uring_submit_and_wait(void *ring, unsigned n);
int __io_uring_get_cqe(void *a, void *b, unsigned c, unsigned d, void *e);
__attribute__((noinline)) static void plant(void)
{
    nanosleep(&(struct timespec){0, 400000000}, 0);
    __asm__ volatile("");
}
int main(void)
{
    int sum = io_uring_submit_and_wait(0, 3);
    plant();
    return sum + __io_uring_get_cqe(0, 0, 1, 2, 0) != 9;
}
C
    apart benchrun watch --over 50ms -o w.json --format table -o - -- ./rings
    expect_status 0
    expect_output "plant (rings.c:"
    expect_output "note: 1 thread polled, 2 times in all"
    refute grep -q "exit code" stdout.txt
}

@test "watch: what cannot be seen is said" {
    build still -static <<'C'
#include <poll.h>
int main(void) { return poll(0, 0, 1); }
C
    apart benchrun watch -- ./still
    expect_status 0
    expect_output "note: no poll could be seen: the library that notes them was not loaded"
    apart benchrun watch -- true
    expect_status 0
    expect_output "note: no poll was seen: no thread called epoll_wait()"
    unknown="No loop was seen, so nothing is known about blocking."
    for words in "" --fail-on\ blocked; do
        # shellcheck disable=SC2086 # several words, or none
        apart benchrun watch $words --format table -o - -o n.json -o n.html -- true
        expect_status $((${#words} > 0 ? 3 : 0))
        [ "$(head -n 1 stdout.txt)" = "$unknown" ] || fail "it looks as if nothing was blocked"
        [ "$(json n.json 'r["loops"] == 0')" = True ]
        grep -qF "<p>$unknown</p>" n.html
    done
    expect_error "--fail-on blocked: no loop was seen, so nothing is known about blocking"
}

@test "watch: a process that runs, from outside" {
    "$BLOCKS" epoll sleep 400 1000 100 >out.txt 3>&- &
    pid=$!
    apart benchrun watch --pid $pid --over 100ms --time 3 -o w.json --format table -o -
    expect_status 0
    kill -0 $pid
    expect_output "note: the process was looked at every 10 ms"
    [ "$(json w.json 'r["loops"] == 1')" = True ]
    refute grep -q "the process ended" stdout.txt
    expect_between "$(count_stalls plant_sleep "$(line_of plant_sleep)" 0.3)" 1 30
    kill -KILL $pid
    wait $pid || true
    apart benchrun watch --pid $pid
    expect_status 3
    expect_error "cannot watch process $pid: process $pid has ended"
}

@test "watch: a process from outside, which ends" {
    "$BLOCKS" poll sleep 100 8 50 3>&- &
    apart benchrun watch --pid $! --over 50ms --format table
    expect_status 0
    expect_output "note: the process was looked at"
    expect_output "note: the process ended"
}

@test "watch: --time ends a command, and says so" {
    apart benchrun watch --time 0.1 --format table -- sleep 1000
    expect_status 0
    expect_output "note: it was stopped early, as the time of --time was over"
}

@test "watch: its profile is one like others" {
    benchrun watch --over 50ms -q -o w.json -o w.html -- "$BLOCKS" epoll sleep 400 5 >/dev/null
    apart benchrun report w.json w.json
    expect_status 0
    expect_output "plant_sleep (blocks.c:"
    apart benchrun report w.json --format collapsed
    [[ $output =~ main\;run_epoll\;on_event\;plant_sleep\;.*\ [0-9]+ ]]
    grep -q '<h2 id="stalls">Stalls</h2>' w.html
    grep -q '<h2 id="threads">Threads</h2>' w.html
}

@test "watch: wrong words" {
    apart benchrun watch
    expect_status 2
    expect_error "name a command after '--', or a process with --pid"
    apart benchrun watch --
    expect_status 2
    for over in 100 ms 0ms 100m -5ms 2h nanms 1e99s ''; do
        apart benchrun watch --over "$over" -- true
        expect_status 2
        expect_error "--over must be a time from 1ms to 3600s, with its unit"
    done
    apart benchrun watch --fail-on slow -- true
    expect_status 2
    apart benchrun watch --pid 1 -- true
    expect_status 2
    apart benchrun watch --format junit -- true
    expect_status 2
    apart benchrun watch -- ./no-such-program
    expect_status 3
    expect_error "cannot watch ./no-such-program: './no-such-program': No such file or directory"
}

@test "watch: the environment of a command is its own otherwise" {
    apart env -u LD_PRELOAD BENCHRUN_WATCH=nonsense "$BENCHRUN_PROGRAM" watch -q -- sh -c 'env' 
    expect_status 0
    [ "$(grep -c '^BENCHRUN_WATCH=/proc/[0-9]*/fd/[0-9]* [0-9a-f]*$' stdout.txt)" -eq 1 ]
    [ "$(grep -c '^LD_PRELOAD=[^:]*/libbenchrun_watch.so$' stdout.txt)" -eq 1 ]
    # What the library reads is believed only where it is a file of benchrun's.
    for word in nonsense "/dev/null 0" "/proc/1/fd/0 0" "$PWD/missing 12" "/proc/self/exe 1" " " "0 0"; do
        BENCHRUN_WATCH=$word LD_PRELOAD=$BUILD/framework/harness/libbenchrun_watch.so "$BLOCKS" epoll nothing
    done
}
