#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Where the threads of programs are that hang at known places.
# Variables are of one test and the functions that it calls.
# shellcheck disable=SC2030,SC2031,SC2153,SC2154
load helpers
load live_helpers

setup_file() {
    # Where other users may start it.
    PUBLIC=$(mktemp -d /tmp/benchrun-where-XXXXXX)
    chmod 755 "$PUBLIC"
    export PUBLIC LIVE=$BUILD/tests/programs/live
}

teardown() {
    for pid in "${started[@]}"; do kill -KILL "$pid" || true; done
}

teardown_file() {
    rm -rf "$PUBLIC"
}

is_ready() {
    [ "$(<ready.txt)" = ready ]
}

# Starts a program and waits until it says that it is ready: $pid.
start() {
    : >ready.txt
    "$@" >ready.txt 2>target.txt 3>&- &
    pid=$!
    started+=("$pid")
    wait_for is_ready
}

# The states of all threads, as `SSRSS`.
states() {
    sed 's/.*) \(.\) .*/\1/' "/proc/$pid"/task/*/stat | tr -d '\n'
}

hangs() {
    [ "$(states | tr -d R)" = SSSS ]
}

start_hangs() {
    start "$LIVE/hangs" "$@"
    wait_for hangs
}

none_is_stopped() {
    [[ $(states) != *[tT]* ]]
}

# The line of a program's source that a comment marks.
at() {
    grep -n "// AT: $2\$" "$SOURCE/tests/programs/live/$1.c" | cut -d : -f 1
}

# That a thread of the output has these words in its stack, in this order and next to each other.
expect_stack() {
    local thread=$1 stack
    shift
    stack=$(sed -n "/^thread [0-9]* ($thread) /,/^\$/p" <<<"$output" | tr '\n' ' ' | tr -s ' ')
    [[ $stack == *"$*"* ]] || fail "not in the stack of $thread: $*"
}

@test "where: names the line of each thread, of a loop without signals and a deadlock too" {
    start_hangs
    cd "$SOURCE"
    status=0
    output=$(benchrun where $pid) || status=$?
    expect_status 0
    expect_output "process $pid ($LIVE/hangs), 5 threads, stopped for at most "
    local source=tests/programs/live/hangs.c
    expect_stack looper "turn_for_ever (inlined) $source:$(at hangs turn_for_ever) ignore_all $source:$(at hangs ignore_all) loop $source:$(at hangs loop)"
    expect_stack left "lock_second $source:$(at hangs lock_second) lock_left_first $source:$(at hangs lock_left_first)"
    expect_stack right "lock_second $source:$(at hangs lock_second) lock_right_first $source:$(at hangs lock_right_first)"
    expect_stack server "serve $source:$(at hangs serve)"
    expect_stack hangs "main $source:$(at hangs main)"
    [[ $output == *"(left) waits in futex"*"(server) waits in epoll_wait"* ]] || fail "not what they wait in"
    expect_output "(looper) runs"
}

@test "where: an event loop of libuv waits in epoll" {
    start "$LIVE/uv_idle"
    wait_for waits_in_loop
    expect_output "(uv_idle) waits in epoll_wait"
    expect_output "uv_run "
    expect_output "uv_idle.c:$(at uv_idle main)"
}

waits_in_loop() {
    apart benchrun where "$pid"
    [[ $output == *"waits in epoll_wait"* ]]
}

@test "where: the JSON has the same, and can be a file" {
    start_hangs
    benchrun where $pid -o where.json
    benchrun where $pid --format json >printed.json
    [ "$(json where.json 'r["benchrun_where"], r["pid"], len(r["threads"])')" = "(1, $pid, 5)" ]
    cat >frames.py <<'PY'
[(f["function"], f["line"], f["inlined"]) for t in r["threads"] if t["name"] == "looper"
 for f in t["frames"] if f.get("file", "").endswith("hangs.c")]
PY
    local wanted
    wanted="[('turn_for_ever', $(at hangs turn_for_ever), True), ('ignore_all', $(at hangs ignore_all), False), ('loop', $(at hangs loop), False)]"
    [ "$(json where.json "$(tr '\n' ' ' <frames.py)")" = "$wanted" ]
    [ "$(json printed.json "$(tr '\n' ' ' <frames.py)")" = "$wanted" ]
    [ "$(json where.json '{t["name"]: (t["state"], t.get("system_call")) for t in r["threads"]}["server"]')" = "('S', 'epoll_wait')" ]
    [ "$(json where.json '[t["taken"] and not t["cut_off"] for t in r["threads"]] == [True] * 5')" = True ]
    [ "$(json where.json '0 < r["longest_stop_ns"] < 10e9')" = True ]
}

is_where_it_stays() {
    if [ "$program" = hangs ]; then hangs; else waits_in_loop; fi
}

@test "where: the stacks are those of gdb" {
    for program in hangs uv_idle; do
        start "$LIVE/$program"
        wait_for is_where_it_stays
        benchrun where $pid --format json >where.json
        gdb -nx -batch -p $pid -ex "set backtrace past-main on" -x "$SOURCE/tests/cli/like_gdb.py" >gdb.txt 2>&1
        grep "^the same stacks: [1-9][0-9]* frames of [15] threads" gdb.txt || fail "$(<gdb.txt)"
    done
}

@test "where: killed at any of its steps, it leaves nothing stopped" {
    start_hangs
    local at=0 status=137
    while [ $status -eq 137 ]; do
        at=$((at + 1))
        status=0
        KILL_AT=$at KILL_WHOM=0 LD_PRELOAD=$LIVE/kill_at.so benchrun where $pid >stdout.txt || status=$?
        wait_for none_is_stopped
        grep -q '^TracerPid:[[:space:]]*0$' "/proc/$pid/status"
    done
    # Four calls and more for each of five threads.
    [ $at -gt 20 ] || fail "it ended at call $at"
    expect_status 0
    apart benchrun where $pid
    [ "$(grep -c '^thread' stdout.txt)" -eq 5 ]
}

looper_ticks() {
    cut -d ' ' -f 14 "/proc/$pid/task/$looper/stat"
}

has_gone_on() {
    [ "$(looper_ticks)" -gt "$ticks" ]
}

@test "where: killed at 200 random moments, it leaves nothing stopped and nothing behind" {
    start_hangs
    looper=$(grep -lx looper "/proc/$pid"/task/*/comm | cut -d / -f 5)
    export MARK_OF_LOOKERS=$BATS_TEST_TMPDIR
    RANDOM=7
    for _ in {1..200}; do
        "$BENCHRUN_PROGRAM" where $pid >/dev/null 2>&1 3>&- &
        sleep "$(printf '0.%03d' $((RANDOM % 25)))"
        kill -KILL $! || true # it may have ended
        wait $! || true
    done
    wait_for none_is_stopped
    ticks=$(looper_ticks)
    wait_for has_gone_on
    wait_for hangs
    is_free_of "MARK_OF_LOOKERS=$BATS_TEST_TMPDIR"
}

# Whether it ended with the stacks or with the right error.
expect_stacks_or_gone() {
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || fail "exit code $status"
    [ "$status" -eq 0 ] || [[ $errors == *"process $pid "*ended* ]] || fail "not the error of one that has ended"
}

@test "where: the process is killed at any step of the look" {
    local at
    for at in {1..28}; do
        start "$LIVE/hangs"
        apart env KILL_AT="$at" KILL_WHOM="$pid" LD_PRELOAD="$LIVE/kill_at.so" "$BENCHRUN_PROGRAM" where $pid
        expect_stacks_or_gone
        kill -KILL $pid || true # the last steps may not be there
    done
}

@test "where: the process is killed at random moments" {
    RANDOM=11
    for _ in {1..40}; do
        start "$LIVE/hangs"
        (sleep "$(printf '0.%03d' $((RANDOM % 30)))" && kill -KILL $pid) 3>&- &
        apart benchrun where $pid
        expect_stacks_or_gone
    done
}

@test "where: a careless server is not interrupted, and a stopped process stays stopped" {
    start_hangs careless
    for _ in {1..10}; do benchrun where $pid >/dev/null; done
    wait_for hangs
    [ ! -s target.txt ]
    kill -STOP $pid
    wait_for is_all_stopped
    apart benchrun where $pid
    [ "$(grep -c ') is stopped$' stdout.txt)" -eq 5 ]
    expect_output "turn_for_ever (inlined)"
    wait_for is_all_stopped
}

is_all_stopped() {
    [ "$(states)" = TTTTT ]
}

@test "where: a program that was deleted, and one that has no debug information" {
    cp "$LIVE/hangs" deleted
    start ./deleted
    rm deleted
    wait_for hangs
    apart benchrun where $pid
    expect_stack looper "hangs.c:$(at hangs ignore_all)"
    strip -o stripped "$LIVE/hangs"
    start ./stripped
    wait_for hangs
    apart benchrun where $pid
    expect_status 0
    [[ $output == *"(looper) runs"*" stripped+0x"*"stripped"*"(left)"* ]] || fail "no place without debug information"
}

@test "where: debug information in a file of its own, beside the program" {
    objcopy --only-keep-debug "$LIVE/hangs" hangs.debug
    objcopy --strip-debug --remove-section=.note.gnu.build-id --add-gnu-debuglink=hangs.debug "$LIVE/hangs" apart
    start ./apart
    wait_for hangs
    apart benchrun where $pid
    expect_stack looper "hangs.c:$(at hangs ignore_all)"
    mkdir .debug
    mv hangs.debug .debug
    apart benchrun where $pid
    expect_stack looper "hangs.c:$(at hangs ignore_all)"
    # It is of another build.
    echo >>.debug/hangs.debug
    apart benchrun where $pid
    expect_status 0
    [[ $output != *hangs.c* ]] || fail "what is of another build was taken"
}

is_in_the_kernels_code() {
    apart benchrun where "$pid"
    [[ $output == *'[vdso]'* ]]
}

waits_in_vfork() {
    [ "$(states)" = D ]
}

has_continued() {
    grep -q continued ready.txt
}

@test "where: a thread that the kernel does not stop is named without a stack, and continues" {
    start "$LIVE/vforks"
    wait_for waits_in_vfork
    apart benchrun where "$pid"
    expect_status 0
    expect_output "thread $pid (vforks) waits uninterruptibly"
    expect_output "(no stack: it did not stop in time)"
    child=$(pgrep --parent "$pid")
    apart benchrun where "$child"
    expect_output "vforks.c"
    kill -KILL "$child"
    wait_for has_continued
    apart benchrun where "$pid"
    expect_output "vforks.c"
}

@test "where: the threads of a process whose first one has ended" {
    start "$LIVE/goes_first"
    wait_for first_has_ended
    apart benchrun where "$pid"
    expect_status 0
    expect_output "thread $pid (goes_first) has ended"
    expect_stack stays "goes_first.c:$(at goes_first stay)"
}

first_has_ended() {
    [ "$(states)" = ZS ]
}

@test "where: code that the kernel puts into a process" {
    start "$LIVE/clock"
    wait_for is_in_the_kernels_code
    [[ $output != *"code of no file"* ]] || fail "code without a name"
    expect_stack clock "clock.c:$(at clock ask)"
}

@test "where: a process in another root and other namespaces" {
    [ "$(id -u)" -eq 0 ] || skip "only root can make them"
    start unshare --mount-proc --pid --fork --kill-child sh -c \
        "mount -t tmpfs none /mnt && cp '$LIVE/hangs' /mnt/inside && exec /mnt/inside"
    [ ! -e /mnt/inside ]
    pid=$(pgrep --parent $pid)
    wait_for hangs
    apart benchrun where "$pid"
    expect_status 0
    expect_stack looper "hangs.c:$(at hangs ignore_all)"
}

# What ps says of the spans of $pid.
number_of() {
    benchrun ps "$pid" --format json >ps.json
    json ps.json "[s['number'] for s in r['programs'][0]['spans'] if s['label'] == '$1'][0]"
}

@test "where: the thread that began a span" {
    live_setup
    start "$LIVE/spans"
    for word in endless "$(number_of endless)"; do
        apart benchrun where "$pid" "$word"
        expect_status 0
        expect_output ", 1 thread, "
        expect_stack spans "loop $SOURCE/tests/programs/live/spans.c:$(at spans loop)"
    done
    apart benchrun where "$pid" "$(number_of twice)" --format json
    [ "$(json stdout.txt '[t["tid"] for t in r["threads"]]')" = "[$pid]" ]
    apart benchrun where "$pid" twice
    expect_status 2
    expect_error "2 open spans of process $pid are called 'twice': name one by its number"
    apart benchrun where "$pid" endles
    expect_status 3
    expect_error "process $pid has no open span 'endles'"
    apart benchrun where "$pid" "left behind"
    expect_status 3
    expect_error "span $(number_of 'left behind') 'left behind' has no thread any more: thread "
    expect_error " of process $pid has ended"
}

@test "where: a span of a process that has none" {
    live_setup
    start "$LIVE/hangs"
    apart benchrun where "$pid" 1
    expect_status 3
    expect_error "process $pid shows no spans"
}

@test "where: what is not a process, or none that can be looked at" {
    for word in 0 -1 abc 1x 99999999 ""; do
        apart benchrun where -- "$word"
        expect_status 2
    done
    apart benchrun where abc
    expect_error "'abc' is not a process id: 'benchrun ps' lists those of benchruns and of programs with spans, 'ps -e' all"
    apart benchrun where
    expect_status 2
    expect_error "name a process by its number"
    apart benchrun where 1 2 3
    expect_status 2
    expect_error "where looks at a process, or at one of its spans: leave out '3'"
    apart benchrun where 1 --format csv
    expect_status 2
    expect_error "the format 'csv' is not one of 'benchrun where'; known: table, json"
    sleep 100 3>&- &
    kill $!
    wait $! || true
    apart benchrun where $!
    expect_status 3
    expect_error "process $! has ended, or there is none that can be seen from here; 'ps -e' lists them"
    bash -c 'echo $$ >pid.txt; exec "$0" where $$' "$BENCHRUN_PROGRAM" 2>stderr.txt || status=$?
    expect_status 3
    grep -q "process $(<pid.txt) is this benchrun itself" stderr.txt
}

@test "where: a zombie, a thread, and a thread of the kernel" {
    /usr/bin/python3 -c 'import os, time; os.fork() or os._exit(0); time.sleep(100)' 3>&- &
    parent=$!
    started+=("$parent")
    wait_for has_zombie
    apart benchrun where "$zombie"
    expect_status 3
    expect_error "process $zombie ('python3') has ended: a zombie, which waits for its parent, process $parent, to take note of it"
    start_hangs
    thread=$(find "/proc/$pid/task" -mindepth 1 -maxdepth 1 -not -name $pid -printf '%f\n' | head -n 1)
    apart benchrun where "$thread"
    expect_status 3
    expect_error "$thread is a thread of process $pid: name that"
    if [ "$(cat /proc/2/comm)" = kthreadd ]; then
        apart benchrun where 2
        expect_status 3
        expect_error "process 2 ('kthreadd') is a thread of the kernel"
    fi
}

has_zombie() {
    zombie=$(ps -o pid=,stat= --ppid $parent | sed -n 's/ *\([0-9]*\) Z.*/\1/p')
    [ -n "$zombie" ]
}

@test "where: another user's process, and one under a debugger" {
    start_hangs
    mkfifo go
    gdb -nx -batch -p $pid -ex 'shell touch attached; cat go' >gdb.txt 2>&1 3>&- &
    debugger=$!
    wait_for test -e attached
    apart benchrun where $pid
    echo >go
    wait $debugger || true
    expect_status 3
    expect_error "process $pid ('hangs') is under a debugger or tracer, process $debugger ('gdb'), and a process can have only one: end that one first"
    [ "$(id -u)" -eq 0 ] || skip "only root can play two users"
    cp "$BENCHRUN_PROGRAM" "$LIVE/hangs" "$PUBLIC"
    apart setpriv --reuid=65534 --regid=65534 --clear-groups -- "$PUBLIC/benchrun" where $pid
    expect_status 3
    expect_error "process $pid ('hangs') is another user's (of id 0): run it as that user or as root"
    start setpriv --reuid=65534 --regid=65534 --clear-groups -- "$PUBLIC/hangs"
    wait_for hangs
    apart setpriv --reuid=65534 --regid=65534 --clear-groups -- "$PUBLIC/benchrun" where $pid
    expect_status 0
    expect_stack looper "turn_for_ever (inlined)"
}

@test "where: 32-bit code is refused, and runs on" {
    cc -m32 -nostdlib -static -no-pie -o code32 "$SOURCE/tests/programs/live/code32.c"
    ./code32 3>&- &
    pid=$!
    started+=("$pid")
    wait_for runs_code32
    apart benchrun where $pid
    expect_status 3
    expect_error "process $pid runs code for another kind of CPU than 64-bit x86: such stacks cannot be read"
    wait_for none_is_stopped
}

runs_code32() {
    [ "$(<"/proc/$pid/comm")" = code32 ]
}

@test "where: names that would command a terminal or a CI service" {
    cp "$LIVE/hangs" $'\e[31m::error::x\n::warning::'
    start ./$'\e[31m::error::x\n::warning::'
    wait_for hangs
    apart benchrun where $pid
    expect_status 0
    [[ $output != *$'\e'* ]]
    refute grep -qE '^(::|##)' stdout.txt
    benchrun where $pid --format json >where.json
    json where.json 'r["threads"][0]["name"]'
}
