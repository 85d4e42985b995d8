#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun profile, on programs of which it is known where their time goes.
load helpers

SHARES=$BUILD/tests/programs/profile/shares
ALLOCATES=$BUILD/tests/programs/profile/allocates

# Succeeds where a share is within points of what is wanted.
is_near() {
    awk -v share="$1" -v wanted="$2" -v points="$3" \
        'BEGIN { exit !(share > wanted - points && share < wanted + points) }'
}

# Fails where a share is farther from what is wanted than its 95 % interval, which is printed, is wide: 4 standard
# deviations.
expect_share() {
    benchrun report "$1" --sort total --top 0 | awk -v name="$2" -v wanted="$3" '
        { for (i = 1; i <= NF; i++) if ($i == name) { half = substr($6, length("±") + 1) + 0; share = $5 + 0 } }
        END { exit !(half > 0 && share > wanted - 2 * half && share < wanted + 2 * half) }' || fail "$2 is not $3 %"
}

@test "profile: a command, with what it wrote and where its time went" {
    apart benchrun profile -o p.json -- "$SHARES" 200
    expect_status 0
    [[ $(head -n 1 stdout.txt) =~ ^[0-9]+$ ]]
    expect_output "spin"
    expect_output "shares.c:"
    expect_output "samples at 997 Hz"
    expect_share p.json sixty 60
    expect_share p.json thirty 30
    expect_share p.json ten 10
    [ "$(json p.json 'r["passes"][0]["lost"] == 0')" = True ]
}

@test "profile: what threads do with their time, of a command" {
    # shellcheck disable=SC2016 # the inner shell expands these
    apart benchrun profile -q -o p.json --format table -o - -- sh -c 'sleep 100 & "$0" 300; kill $!' "$SHARES"
    expect_status 0
    [[ $output =~ thread\ +tid\ +ran\ +runnable\ +slept\ +disk\ +lock\ +seen ]]
    [ "$(json p.json '[t["slept_s"] > 0.8 * t["seen_s"] > 0 for t in r["threads"] if t["name"] == "sleep"]')" = "[True]" ]
    [ "$(json p.json '[t["ran_s"] + t["runnable_s"] > 0.5 * t["seen_s"] > 0 for t in r["threads"] if t["name"] == "shares"]')" \
        = "[True]" ]
    # What the kernel counts late is a tick at most.
    [ "$(json p.json 'all(abs(sum(t[k] for k in ("ran_s", "runnable_s", "slept_s", "disk_s", "lock_s")) - t["seen_s"])
        < 0.05 + 0.2 * t["seen_s"] for t in r["threads"])')" = True ]
}

@test "profile: what a command starts is seen, and its exit code is a note" {
    apart benchrun profile -- sh -c "'$SHARES' 30; exit 3"
    expect_status 0
    expect_output "sixty"
    expect_output "note: it ended with exit code 3"
}

@test "profile: without -o it is saved in the folder for results, and reported from there" {
    apart benchrun profile -- "$SHARES" 30
    expect_status 0
    expect_error "the profile is in benchrun-out/profile-"
    apart benchrun report benchrun-out/profile-*.json
    expect_status 0
    expect_output "sixty"
    apart benchrun report benchrun-out/profile-*.json benchrun-out/profile-*.json --format collapsed
    expect_status 0
    grep -q '^_start;.*main;sixty;sixty;sixty;sixty;spin [0-9]*$' stdout.txt
    apart benchrun report benchrun-out/profile-*.json --format speedscope
    [ "$(json stdout.txt 'r["profiles"][0]["unit"]')" = seconds ]
    [ "$(json stdout.txt 'len(r["profiles"][0]["samples"]) == len(r["profiles"][0]["weights"]) > 2')" = True ]
    apart benchrun report benchrun-out/profile-*.json --format junit
    expect_status 2
    expect_error "the format 'junit' is not one of profiles; known: table, json, "
}

@test "profile: a worker that gives wrong times for its timed region" {
    cat >wrong.py <<'PY'
#!/usr/bin/python3
import sys
print("benchrun-worker 1 library=1.0.0-rc1 pid=1", flush=True)
SAMPLE = ("ok iterations=%s elapsed_ns=1000 began_ns=1 ended_ns=2 preempted=0 waited=0 major_faults=0 minor_faults=0 "
          "migrated=0 cpu_ns=1000 chain_additions=4096 chain_ns=1132")
ANSWERS = {
    "list": "case group=g name=a baseline=0 iterations=0 time_s=0 min_speedup=0 file=a.c line=1 symbol=g_a\nok cases=1",
    "clock": "ok resolution_ns=1 cost_ns=20 name=x", "build": "ok compiler=gcc optimized=1 sanitized=0",
    "sample": SAMPLE, "floor": SAMPLE, "cold": SAMPLE, "metrics": "ok bytes=0 items=0"}
for line in sys.stdin:
    words = line.split()
    if words[0] == "quit":
        break
    answer = ANSWERS.get(words[0], "ok")
    print(answer % words[1] if answer is SAMPLE else answer, flush=True)
PY
    chmod +x wrong.py
    apart timeout -s KILL 40 "$BENCHRUN_PROGRAM" profile --timeout 2 ./wrong.py
    expect_status 3
    expect_error "no sample was taken in the timed region"
}

@test "profile: the timed region of a case alone" {
    cat >busy.c <<'C'
#include <benchrun/bench.h>
static volatile unsigned sink;
__attribute__((noinline)) static void spin(unsigned n) { for (unsigned i = 0; i < n; i++) sink++; }
__attribute__((noinline)) static void prepare(void) { spin(200000000); }
static void *make(struct bench *bench) { (void)bench; prepare(); static int fixture; return &fixture; }
BENCH(busy, body, .setup = make) { BENCH_LOOP (bench) { spin(1000); } }
BENCH(busy, other) { BENCH_LOOP (bench) { spin(1000); } }
BENCH(busy, fails) { bench_fail(bench, "not today"); BENCH_LOOP (bench) { } }
C
    cc -O2 -g -I "$SOURCE/include" busy.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o busy
    apart benchrun profile busy -f busy/body --time 1 -o p.json
    expect_status 0
    expect_output "bench_body_busy_body"
    # With fewer than six pairs there is no interval.
    words=$(json p.json '(lambda p, i: "; overhead %+.2f%%%s; " % (100 * p["overhead"],
        " ±%.2f" % (50 * (i[1] - i[0])) if i else ""))(r["passes"][0], r["passes"][0].get("overhead_interval"))')
    expect_output "$words"
    [ "$(json p.json '"sample_cost_ns" in r["passes"][0]')" = False ]
    benchrun report p.json --top 0 >all.txt
    refute grep -q prepare all.txt
    [ "$(json p.json 'r["passes"][0]["iterations"] > 1000')" = True ]
    apart benchrun profile busy
    expect_status 2
    expect_error "3 cases are selected"
    apart benchrun profile busy -f busy/fails
    expect_status 3
    expect_error "not today"
}

@test "profile: a process that runs is not stopped" {
    "$SHARES" 100000 >out.txt 3>&- &
    pid=$!
    apart benchrun profile --pid $pid --time 0.7 --top 12
    expect_status 0
    expect_output "sixty"
    kill -0 $pid
    [[ $(ps -o stat= -p $pid) == [RS]* ]]
    kill -KILL $pid
    wait $pid || true
    apart benchrun profile --pid $pid --time 0.1
    expect_status 3
    expect_error "process $pid has ended, or there is none"
}

# Where other programs run, too little may be left of an attempt.
knows_the_overhead() {
    benchrun profile -q -o p.json "$@" >stdout.txt
    [ "$(json p.json '"overhead" in r["passes"][0]')" = True ]
}

# The interrupt is measured, and what all samples take is a share of the time without them.
expect_overhead() {
    shown=$(json p.json '(lambda p, all: [
        "%.9f" % (p["samples"] * cost / (all - p["samples"] * cost)) == "%.9f" % share for cost, share in
        [(p["sample_cost_ns"], p["overhead"])]] + [p["overhead_interval"][0] <= p["overhead"] <= p["overhead_interval"][1],
        "; overhead +%.2f%% ±%.2f (" % (100 * p["overhead"], 50 * (p["overhead_interval"][1] - p["overhead_interval"][0]))])(
            r["passes"][0], 1e9 * sum(value for _, value in r["metrics"][0]["self"]))')
    [[ $shown == "[True, True, "* ]] || fail "$shown"
    words=${shown#*"'"}
    grep -qF -- "${words%"'"*}" stdout.txt || fail "not shown: $words"
    grep -Eq '±[0-9.]+ \([0-9.]+ [num]s a sample\); 0 lost' stdout.txt
}

@test "profile: what sampling cost a command or a process is measured" {
    wait_for knows_the_overhead -- "$SHARES" 30
    expect_overhead
    "$SHARES" 100000 >/dev/null 3>&- &
    spinning=$!
    wait_for knows_the_overhead --pid $spinning --time 0.3
    expect_overhead
    kill $spinning
}

@test "profile: live, until q" {
    "$SHARES" 100000 >/dev/null 3>&- &
    pid=$!
    apart /usr/bin/python3 "$SOURCE/tests/cli/watch_live.py" seen.txt "$BENCHRUN_PROGRAM" profile --pid $pid --live -o p.json
    kill $pid
    expect_status 0
    # Each time the function that spends most is in the first line below the titles.
    [ "$(grep -c "$(printf '\033\\[H')" seen.txt)" -ge 3 ]
    grep -q 'spin' seen.txt
    grep -Eq 'self +line +function' seen.txt
    grep -Eq 'shares.c:[0-9]+ +spin\b' seen.txt
    tail -n 2 seen.txt | grep -q '^time: [0-9]* samples at 997 Hz'
    [ "$(json p.json 'int(r["passes"][0]["samples"])')" -gt 100 ]
    apart benchrun profile --pid $$ --live
    expect_status 3
    expect_error "--live needs a terminal"
    apart benchrun profile --live -- true
    expect_status 2
    expect_error "--live shows a process that runs: name it with --pid"
    apart benchrun profile --pid $$ --live --pass wait
    expect_status 2
    expect_error "--live shows CPU time: add 'time' to --pass"
}

sleeps() {
    [[ $(ps -o comm=,stat= -p "$1") =~ ^sleep\ +S ]]
}

@test "profile: nothing sampled is an error with its cause" {
    apart benchrun profile --rate 1 -- true
    expect_status 3
    expect_error "no sample of true was taken: it used too little CPU time"
    sleep 100 3>&- &
    wait_for sleeps $!
    apart benchrun profile --pid $! --time 0.3
    kill $!
    expect_status 3
    expect_error "it used no CPU time meanwhile"
}

@test "profile: bad words are refused" {
    apart benchrun profile -- no-such-program
    expect_status 3
    expect_error "no-such-program"
    apart benchrun profile --pid 1 -- true
    expect_status 2
    apart benchrun profile --format junit -- true
    expect_status 2
    apart benchrun profile --
    expect_status 2
    expect_error "name a command after '--'"
    apart benchrun profile --sort calls -- "$SHARES" 10
    expect_status 2
    expect_error "the profile has no 'calls' to sort by; it has total, time"
}

@test "profile: instructions that valgrind cannot run are recognised" {
    echo 'int main(void) { __asm__ volatile("ud2"); return 0; }' >unknown.c
    cc -g unknown.c -o unknown
    apart benchrun profile --pass calls -- ./unknown
    expect_output "valgrind cannot run this program's instructions, such as AVX-512 (build it with -mno-avx512f)"
    printf '%s\n' '#include <benchrun/bench.h>' \
        'BENCH(g, n) { BENCH_LOOP (bench) { if (bench->arg == 0) __asm__ volatile("ud2"); } }' >unknown.c
    cc -g -I "$SOURCE/include" unknown.c "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o unknown
    apart benchrun profile --pass calls ./unknown
    expect_status 3
    expect_error "valgrind cannot run this program's instructions"
}

@test "profile: threads that run when it attaches, and those that begin later" {
    cat >threads.c <<'C'
#include <pthread.h>
#include <unistd.h>
static volatile unsigned long n;
static void spin(void) { for (;;) n++; }
__attribute__((noinline)) static void *early(void *data) { spin(); return data; }
__attribute__((noinline)) static void *late(void *data) { spin(); return data; }
int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, early, NULL);
    sleep(1);
    pthread_create(&thread, NULL, late, NULL);
    sleep(60);
    return 0;
}
C
    cc -O1 -g -pthread threads.c -o threads
    ./threads 3>&- &
    pid=$!
    apart benchrun profile --pid $pid --time 2 -o p.json
    kill $pid
    expect_status 0
    benchrun report p.json --format collapsed >paths.txt
    [[ $(waited_in early) -gt 50 && $(waited_in late) -gt 20 ]] || fail "early $(waited_in early), late $(waited_in late)"
    # Two files add up.
    benchrun report p.json p.json --format json >twice.json
    [ "$(json twice.json 'round(sum(v for _, v in r["metrics"][0]["self"]), 3)')" = \
        "$(json p.json 'round(2 * sum(v for _, v in r["metrics"][0]["self"]), 3)')" ]
}

@test "profile: a listing joins time, instructions, allocations and copies" {
    apart benchrun profile --pass time,calls,heap,copies --lines sixty -- "$SHARES" 30
    expect_status 0
    expect_output "per us"
    grep -Eq '^ *[0-9]+ +[0-9.]+% .* sink \+= spin\(6 \* UNIT\);' stdout.txt
    expect_output "How often lines ran is not counted"
}

@test "profile: C++, linked statically, and a library that is loaded later" {
    cat >work.cc <<'C'
namespace work {
template <typename T> __attribute__((noinline)) T spin(unsigned long n)
{
    T x = 1;
    while (n-- > 0) { x = x * 3 + 1; __asm__ volatile("" : "+r"(x)); }
    return x;
}
}
int main(void) { volatile unsigned long x = work::spin<unsigned long>(400000000); return x == 7; }
C
    g++ -O3 -fomit-frame-pointer -static -g work.cc -o work
    apart benchrun profile -q -- ./work
    expect_status 0
    expect_output "unsigned long work::spin<unsigned long>(unsigned long)"
    cat >plugin.c <<'C'
__attribute__((noinline)) unsigned long spin_in_plugin(unsigned long n)
{
    unsigned long x = 1;
    while (n-- > 0) { x = x * 3 + 1; __asm__ volatile("" : "+r"(x)); }
    return x;
}
C
    cat >loads.c <<'C'
#include <dlfcn.h>
int main(void)
{
    unsigned long (*spin)(unsigned long) = dlsym(dlopen("./plugin.so", RTLD_NOW), "spin_in_plugin");
    return spin(400000000) == 7;
}
C
    clang -O2 -shared -fPIC plugin.c -o plugin.so # without -g: the symbol alone
    clang -O2 loads.c -o loads -ldl
    apart benchrun profile -q -o p.json -- ./loads
    expect_status 0
    grep -Eq ' spin_in_plugin +plugin.so' stdout.txt
    benchrun report p.json --format collapsed | grep -q 'main;spin_in_plugin'
}

@test "profile: where sampling is refused (a fake) that is said, and --all has the exact passes" {
    cc -shared -fPIC -O1 -D_GNU_SOURCE "$SOURCE/tests/cli/fake_perf.c" -o fake.so -ldl
    apart env LD_PRELOAD="$PWD/fake.so" FAKE_PERF=all "$BENCHRUN_PROGRAM" profile -- "$SHARES" 1
    expect_status 3
    expect_error "refuse"
    apart env LD_PRELOAD="$PWD/fake.so" FAKE_PERF=all "$BENCHRUN_PROGRAM" profile --all --top 5 -- "$SHARES" 1
    expect_status 0
    expect_output "no time: "
    grep -q '^calls: instructions [0-9]*, calls [0-9]' stdout.txt
}

@test "profile: kernel threads and other users' processes are refused with the cause" {
    kthreadd=$(pgrep -x kthreadd || true)
    if [ -n "$kthreadd" ]; then
        apart benchrun profile --pid "$kthreadd" --time 0.1
        expect_status 3
        expect_error "it used no CPU time meanwhile, or is a kernel thread"
    fi
    if [ "$(id -u)" -eq 0 ]; then
        cp "$BENCHRUN_PROGRAM" /tmp/benchrun-of-nobody # below no folder that nobody may not enter
        apart setpriv --reuid=65534 --regid=65534 --clear-groups -- /tmp/benchrun-of-nobody profile --folder /tmp --pid $$ --time 0.1
        rm /tmp/benchrun-of-nobody
    else
        apart benchrun profile --pid 1 --time 0.1
    fi
    expect_status 3
    expect_error "refuse"
}

@test "profile: what cannot be saved is shown nevertheless" {
    apart benchrun profile --folder /proc/nowhere -- "$SHARES" 30
    expect_status 3
    expect_error "the profile was not saved: "
    expect_output "sixty"
}

@test "profile: a stripped program has its functions apart, by where they begin" {
    strip -o stripped "$SHARES"
    apart benchrun profile --top 0 -q -- ./stripped 50
    expect_output "is in code without symbols (stripped): install its debug symbols"
    expect_status 0
    [ "$(grep -c 'stripped+0x' stdout.txt)" -ge 3 ]
    [ "$(grep -c 'stripped+0x' stdout.txt)" -le 8 ]
}

@test "profile: a file that is cut off, hostile or newer is refused" {
    benchrun profile -q -o p.json -- "$SHARES" 10 >/dev/null
    head -c 300 p.json >cut.json
    apart benchrun report cut.json
    expect_status 2
    expect_error "cannot read 'cut.json'"
    sed 's/"benchrun_profile":1/"benchrun_profile":99/' p.json >newer.json
    apart benchrun report newer.json
    expect_status 2
    expect_error "update benchrun"
    sed 's/"name":"spin"/"name":"\\u001b[31m::error::\\u202e"/' p.json >hostile.json
    apart benchrun report hostile.json
    expect_status 0
    refute grep -q $'\x1b' stdout.txt
}

@test "profile: an interruption shows what there is" {
    start_in_background profile -- "$SHARES" 100000
    sleep 1
    stop_by INT
    expect_status 0
    expect_output "sixty"
    expect_output "note: it was stopped early, by Ctrl-C or another signal"
}

@test "profile: the page opens, zooms, searches, sorts and shows the source" {
    benchrun profile -q -o p.html -- "$SHARES" 100 >/dev/null
    apart /usr/bin/python3 "$SOURCE/tests/cli/open_profile.py" p.html "$BUILD/pages" spin
    expect_status 0
    [ "$(json stdout.txt '"UINT64_C(6364136223846793005)" in r["source"]')" = True ]
    [ "$(json stdout.txt 'r["found"].split()[1]')" = places, ]
}

@test "profile: 100,000 paths open in two seconds" {
    /usr/bin/python3 - <<'PY'
import json, random
numbers = random.Random(1)
functions = [{"name": f"function_{i}", "file": f"file_{i % 50}.c", "line": i + 1} for i in range(5000)]
frames = [[i, i + 2, False] for i in range(5000)]
nodes, known, self = [], set(), []
for i in range(1, 100001):
    row = None
    while row is None or row in known:
        row = (numbers.randrange(max(0, i - 2000), i), numbers.randrange(5000))
    known.add(row)
    nodes.append(row)
    self.append([i, numbers.random() ** 8])
json.dump({"benchrun_profile": 1, "target": "many", "functions": functions, "frames": frames,
           "nodes": nodes,
           "metrics": [{"name": "time", "unit": "s", "pass": "time", "self": self}]}, open("many.json", "w"))
PY
    apart benchrun report many.json -o many.html -q
    expect_status 0
    first=$(benchrun report many.json --top 1 | grep -o 'function_[0-9]*' | head -n 1)
    apart /usr/bin/python3 "$SOURCE/tests/cli/open_profile.py" many.html "$BUILD/pages" "$first"
    expect_status 0
    grep -q "paths too small to be seen" many.html
    echo "# painted after $(json stdout.txt 'r["seconds"]') s" >&3
}

@test "profile: exact calls and instructions beside sampled time" {
    apart benchrun profile --all --sort instructions --top 0 -q -o p.json -- "$SHARES" 3
    expect_status 0
    # 4 calls of each of 3 rounds, of which main made one.
    grep -qE ' 12/3 .* sixty +shares.c' stdout.txt
    grep -qE ' 3 .* thirty +shares.c' stdout.txt
    grep -qE ' 3 .* ten +shares.c' stdout.txt
    [ "$(json p.json '[m["name"] for m in r["metrics"]]')" = \
        "['time', 'wait', 'instructions', 'calls', 'bytes', 'allocations', 'peak', 'leaked', 'copied', 'copies']" ]
    apart benchrun report p.json --sort instructions --top 3
    expect_status 0
    expect_output "sixty"
    apart benchrun profile --pass calls --top 4 -q -- "$SHARES" 1
    expect_status 0
    expect_output "sixty"
}

@test "profile: what is missing is said, and an error where it was asked for" {
    mkdir tools
    ln -s "$(command -v sh)" tools/
    apart env PATH="$PWD/tools" "$BENCHRUN_PROGRAM" profile --all -q -- "$SHARES" 30
    expect_status 0
    expect_output "no calls: valgrind is not installed"
    apart env PATH="$PWD/tools" "$BENCHRUN_PROGRAM" profile --pass calls -q -- "$SHARES" 3
    expect_status 3
    expect_error "valgrind is not installed"
    apart benchrun profile --pass nonsense -- true
    expect_status 2
    expect_error "unknown pass 'nonsense'; known: time, wait, calls, lines, heap, copies"
}

@test "profile: the lines of a function or a file, with the source" {
    apart benchrun profile --pass heap --lines grows -o p.json -- "$ALLOCATES" grows
    expect_status 0
    expect_output "tests/programs/profile/allocates.c"
    line=$(grep -n 'block = shown(realloc' "$SOURCE/tests/programs/profile/allocates.c" | cut -d : -f 1)
    grep -Eq "^ *$line +100.0% +316 KiB +316 KiB +100 +6.25 KiB .*block = shown\(realloc\(block, 64 \* i\)\);" stdout.txt
    expect_output "line   share    bytes     self  occurrences  mem usage  source"
    expect_output "occurrences: its allocations."
    apart benchrun report p.json --lines allocates.c --sort bytes
    expect_status 0
    grep -Eq "^ *$line +100.0% +316 KiB +316 KiB +100 +6.25 KiB$" stdout.txt
    expect_output "'report' reads no file that a profile names"
    apart benchrun report p.json --lines nobody
    expect_status 2
    expect_error "the profile has no function or file 'nobody' with line numbers"
    measure -q -o run.json "$PROGRAMS/good"
    apart benchrun report run.json --lines nobody
    expect_status 2
    expect_error "--lines lists lines of a profile, and 'run.json' holds results"
}

# In milliseconds, of all paths with a function.
waited_in() {
    awk -v name="$1" 'index(";" $0, ";" name) { sum += $NF } END { print int(sum / 1000) }' paths.txt
}

@test "profile: where a program waits, and for how long" {
    [ "$(id -u)" -eq 0 ] || [ "$(cat /proc/sys/kernel/perf_event_paranoid)" -le 1 ] || skip "only root sees it here"
    apart benchrun profile --pass wait -o p.json -- "$BUILD/tests/programs/profile/waits"
    expect_status 0
    benchrun report p.json --format collapsed >paths.txt
    # A sleep is as long as asked for, or somewhat longer where the machine is busy.
    [[ $(waited_in short_sleep) -ge 99 && $(waited_in short_sleep) -lt 300 ]]
    [[ $(waited_in long_sleep) -ge 299 && $(waited_in long_sleep) -lt 600 ]]
    [[ $(waited_in join) -ge 150 && $(waited_in "work;") -ge 199 ]]
    [ "$(waited_in compute)" -lt 50 ]
    expect_output "nanosleep (system call)"
}

@test "profile: what changed between two profiles" {
    benchrun profile --pass heap -q -o base.json -- "$ALLOCATES" grows churns >/dev/null
    benchrun profile --pass heap -q -o head.json -- "$ALLOCATES" grows grows peaks >/dev/null
    apart benchrun report --diff base.json head.json
    expect_status 0
    expect_output "bytes: 5.08 MiB in base, 3.62 MiB in head, -1.46 MiB (-28.8%)"
    grep -Eq '^ *-4.77 MiB +4.77 MiB +-4.77 MiB +-5000 .* churns +allocates.c' stdout.txt
    grep -Eq '^ *\+316 KiB +316 KiB +631 KiB +\+316 KiB .* grows +allocates.c' stdout.txt
    grep -Eq '^ +3.00 MiB +_start;.*main;peaks$' stdout.txt
    apart benchrun report --diff --sort allocations base.json head.json
    expect_output "allocations: 5100 in base, 202 in head, -4898 (-96.0%)"
    apart benchrun report --diff base.json
    expect_status 2
    expect_error "name base and head"
    apart benchrun report --diff --format json base.json head.json
    expect_status 2
    expect_error "--diff is a table of its own"
    measure -q -o run.json "$PROGRAMS/good"
    apart benchrun report --diff run.json head.json
    expect_status 2
    expect_error "run.json"
    benchrun profile -q -o time.json -- "$SHARES" 20 >/dev/null
    apart benchrun report --diff base.json time.json
    expect_status 2
    expect_error "the profile of base has no 'time'"
}

@test "profile: the difference of a case is per iteration" {
    cat >suite.c <<'C'
#include <benchrun/bench.h>
static unsigned work(unsigned n)
{
    unsigned x = 1;
    for (unsigned i = 0; i < n; i++) {
        x = x * 3 + i;
        __asm__ volatile("" : "+r"(x));
    }
    return x;
}
__attribute__((noinline)) static unsigned steady(void) { return work(2000); }
__attribute__((noinline)) static unsigned changing(void) { return work(N); }
BENCH(two, parts)
{
    unsigned x = 0;
    BENCH_LOOP (bench) {
        x += steady() + changing();
        bench_do_not_optimize(x);
    }
}
C
    for n in 1000 4000; do
        cc -O2 -g -DN=$n -I "$SOURCE/include" suite.c "$BUILD/framework/harness/libbenchrun_main.a" \
            "$BUILD/framework/harness/libbenchrun.a" -o suite
        benchrun profile -q --time 0.5 -o $n.json ./suite >/dev/null
    done
    apart benchrun report --diff 1000.json 4000.json
    expect_status 0
    expect_output "time per iteration: "
    # 3 times the work more in one of two functions.
    grep -E '^ *\+' stdout.txt | head -n 1 | grep -Eq ' (work|changing) '
    percent=$(sed -n 's/^time per iteration: .* (+\(.*\)%)$/\1/p' stdout.txt)
    is_near "$percent" 100 40
}
