#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Spans of a program without benchmarks: what it prints, and what it leaves behind; and those of a benchmark.
load helpers

setup_file() {
    build stages -l:libbenchrun.a
}

# Words: the program, and how it is linked.
build() {
    local program=$1
    shift
    cc -std=gnu11 -O2 -Wall -Wextra -Werror -I "$SOURCE/include" "$SOURCE/tests/cli/stages.c" \
        -L "$BUILD/framework/harness" "$@" -o "$BATS_FILE_TMPDIR/$program"
}

stages() {
    mkdir -p run
    XDG_RUNTIME_DIR=$PWD/run "$BATS_FILE_TMPDIR/stages" "$@"
}

seconds='([0-9]+\.[0-9]{4}s|[0-9]+\.[0-9]us|[0-9]+ns)'

@test "spans: a timer says what it took on stderr" {
    apart stages timer "Data loading"
    expect_status 0
    [ -z "$output" ]
    [[ $errors =~ ^Data\ loading:\ [0-9]+\.[0-9]{4}s$ ]] || fail "wrong form"
}

@test "spans: a label cannot rule the terminal" {
    apart stages timer $'\e[31mred\n\xff\xe2\x80\xaeend'
    [[ $errors == '\x1b[31mred\x0a\xff\xe2\x80\xaeend: '* ]] || fail "not escaped"
    [ "$(wc -l <stderr.txt)" -eq 1 ]
    BENCHRUN_TIMERS=summary apart stages timer $'\e[31mred'
    [[ $errors == *'\x1b[31mred '* ]] || fail "not escaped"
}

@test "spans: timers end however their block is left" {
    apart stages ways
    [ "$output" = "$(printf 'round 0\nround 1\nround 2\n1')" ]
    [ "$(sed 's/: .*//' stderr.txt | sort | uniq -c | sed 's/^ *//')" = "3 broken off
3 continued
1 returned from
1 scope" ] || fail "wrong lines"
}

@test "spans: BENCHRUN_TIMERS=off is silent" {
    BENCHRUN_TIMERS=off apart stages timer loading stages 3
    expect_status 0
    [ -z "$output$errors" ]
}

@test "spans: BENCHRUN_TIMERS=summary prints one table at the end" {
    BENCHRUN_TIMERS=summary apart stages timer loading timer loading stages 5 timer 'größer'
    expect_status 0
    [ "$(wc -l <stderr.txt)" -eq 5 ]
    grep -Eq '^label +count +total +mean +p50 +p99 +max +share$' stderr.txt
    grep -Eq "^loading +2( +$seconds){5} +[0-9.]+%\$" stderr.txt
    grep -Eq "^fetch +5( +$seconds){5} +[0-9.]+%\$" stderr.txt
    grep -Eq "^größer +1( +$seconds){5} +[0-9.]+%\$" stderr.txt
    # All rows are equally wide.
    local line
    [ "$(while read -r line; do echo "${#line}"; done <stderr.txt | sort -u | wc -l)" -eq 1 ] || fail "not aligned"
    # The total is no less than the longest, and the mean between.
    awk '$1 == "loading" { exit !($3 + 0 >= $7 + 0 && $4 + 0 <= $7 + 0.0001) }' stderr.txt
}

@test "spans: the summary counts what was left out" {
    local words=() i
    for i in {1..140}; do words+=(timer "label$i"); done
    BENCHRUN_TIMERS=summary apart stages "${words[@]}"
    [ "$(tail -n 1 stderr.txt)" = "left out: 12 spans, as there is room for 128 labels in a whole run" ] || fail "wrong end"
    BENCHRUN_TRACE=t.json apart stages "${words[@]}"
    [ "$(json t.json '[e["args"]["n"] for e in r if e["name"] == "spans_lost"]')" = "[12]" ]
}

@test "spans: a wrong BENCHRUN_TIMERS is named once, and lines are printed" {
    BENCHRUN_TIMERS=$'sum\e[31mary' apart stages timer one timer two
    expect_status 0
    [ "$(head -n 1 stderr.txt)" = "benchrun: BENCHRUN_TIMERS must be summary or off, not 'sum\x1b[31mary'" ] ||
        fail "not named"
    [ "$(wc -l <stderr.txt)" -eq 3 ]
    [ "$(grep -Ec "^(one|two): $seconds\$" stderr.txt)" -eq 2 ]
    for word in '' off summary; do
        BENCHRUN_TIMERS=$word apart stages timer one
        expect_no_error "must be"
    done
}

@test "spans: a program's file goes when it ends, and another's process cannot enter its folder" {
    mkdir run
    XDG_RUNTIME_DIR=$PWD/run "$BATS_FILE_TMPDIR/stages" wait >said.txt &
    pid=$!
    wait_for grep -q waiting said.txt
    [ "$(stat -c %a run/benchrun)" = 700 ]
    [ "$(stat -c %a run/benchrun/"$pid"-*.spans)" = 600 ]
    [[ $(basename run/benchrun/"$pid"-*.spans .spans) =~ ^$pid-[0-9a-f]{32}$ ]]
    kill -KILL "$pid"
    wait "$pid" || true
    rm run/benchrun/"$pid"-*.spans
    stages stages 3
    [ -z "$(ls -A run/benchrun)" ]
}

@test "spans: a folder that others may enter is not used" {
    mkdir -p run/benchrun
    chmod 755 run/benchrun
    stages stages 3
    [ -z "$(ls -A run/benchrun)" ]
    [ "$(stat -c %a run/benchrun)" = 755 ]
}

@test "spans: BENCHRUN_TRACE has an event for each span" {
    BENCHRUN_TRACE=t.json apart stages stages 3 crossed note $'a "quoted"\n\xff note'
    expect_status 0
    [ -z "$output$errors" ]
    [ "$(json t.json 'len(r)')" = 10 ]
    [ "$(json t.json '[(e["name"], e["args"]["note"]) for e in r if e["name"] == "fetch"]')" = \
        "[('fetch', '0'), ('fetch', '1'), ('fetch', '2')]" ]
    [ "$(json t.json 'ascii([e["args"]["note"] for e in r if e["name"] == "noted"])')" = \
        "['a \"quoted\"\\n\\ufffd note']" ]
    # Within their parents, by number and by time.
    [ "$(json t.json 'all(i["args"]["parent"] == o["args"]["number"] and i["ts"] >= o["ts"] and
        i["ts"] + i["dur"] <= o["ts"] + o["dur"] + 0.002 for i, o in zip(r[0:6:2], r[1:6:2]))')" = True ]
    # One that is not the innermost is no bar of the thread.
    [ "$(json t.json '[(e["name"], e["ph"]) for e in r if e["name"] in ("first", "second")]')" = \
        "[('first', 'b'), ('first', 'e'), ('second', 'X')]" ]
    [ "$(json t.json 'len({(e["pid"], e["tid"]) for e in r})')" = 1 ]
}

@test "spans: a trace is valid after exit, _exit and kill -9" {
    for end in '' exit kill; do
        BENCHRUN_TRACE=t.json apart stages stages 500 $end
        [ "$(json t.json 'len(r) > 500 and {e["name"] for e in r} == {"fetch", "request"}')" = True ]
    done
}

@test "spans: each process writes a trace of its own" {
    BENCHRUN_TRACE=t.json stages stages 500 fork # which has written some of it by then
    [ "$(json t.json 'len(r)')" = 1000 ]
    [ "$(json "$(echo t.json.*)" 'len(r)')" = 4 ]
}

@test "spans: the name of a trace may have the number of the process and the time" {
    BENCHRUN_TRACE='t%%-%p-%t-%x.json' stages stages 1 fork
    [ "$(find . -name 't*.json' | wc -l)" -eq 2 ]
    for file in t*.json; do
        [[ $file =~ ^t%-[0-9]+-[0-9]+-%x.json$ ]] || fail "not its name: $file"
    done
    [ "$(cat t*.json | grep -c '"name":"fetch"')" -eq 3 ]
    # A program that another one becomes writes a file of its own, too.
    BENCHRUN_TRACE='e-%p-%t.json' stages stages 100000 become "$BATS_FILE_TMPDIR/stages"
    [ "$(find . -name 'e-*.json' | wc -l)" -eq 2 ]
    [ "$(find . -name 'e-*.json' | cut -d - -f 2 | sort -u | wc -l)" -eq 1 ]
}

@test "spans: a trace ends at its limit, and counts what is beyond" {
    BENCHRUN_TRACE=t.json BENCHRUN_TRACE_LIMIT=20000 stages stages 500
    [ "$(stat -c %s t.json)" -le 20300 ]
    [ "$(json t.json 'len([e for e in r if e["ph"] == "X"]) + r[-1]["args"]["n"]')" = 1000 ]
    BENCHRUN_TRACE=t.json BENCHRUN_TRACE_LIMIT=20000 apart stages stages 500 kill
    [ "$(json t.json 'r[-1]["name"] == "spans_lost" and r[-1]["args"]["n"] > 0')" = True ]
}

@test "spans: a trace has spans that are open at the end" {
    BENCHRUN_TRACE=t.json stages stages 1 left open note there
    [ "$(json t.json '[(e["name"], e["ph"]) for e in r]')" = \
        "[('fetch', 'X'), ('request', 'X'), ('noted', 'X'), ('open', 'b')]" ]
    [ "$(json t.json 'r[2]["args"]["parent"] == r[3]["args"]["number"]')" = True ]
}

@test "spans: a trace follows no link and overwrites nothing but a plain file" {
    echo precious >precious.txt
    ln -s precious.txt t.json
    BENCHRUN_TRACE=t.json apart stages stages 1
    expect_status 0
    expect_error "no trace is written to 't.json': it is a symbolic link"
    ln precious.txt hard.json
    BENCHRUN_TRACE=hard.json apart stages stages 1
    expect_error "no trace is written to 'hard.json': it is not a plain file with one name"
    BENCHRUN_TRACE=missing/t.json apart stages stages 1
    expect_error "no trace is written to 'missing/t.json': No such file or directory"
    mkfifo pipe.json
    BENCHRUN_TRACE=pipe.json apart stages stages 1
    expect_error "no trace is written to 'pipe.json'"
    [ "$(<precious.txt)" = precious ]
    if [ "$(id -u)" -eq 0 ]; then
        echo theirs >theirs.json
        chown 65534 theirs.json
        BENCHRUN_TRACE=theirs.json apart stages stages 1
        expect_error "no trace is written to 'theirs.json': it belongs to another user"
        [ "$(<theirs.json)" = theirs ]
    fi
    echo 'old, and longer than what is written now' >old.json
    BENCHRUN_TRACE=old.json stages stages 1
    [ "$(json old.json 'len(r)')" = 2 ]
}

@test "spans: programs without benchmarks link each library, statically too" {
    build static -static -l:libbenchrun.a
    build shared -lbenchrun
    LD_LIBRARY_PATH=$BUILD/framework/harness BENCHRUN_TIMERS=summary apart "$BATS_FILE_TMPDIR/shared" stages 2
    grep -Eq '^fetch +2 ' stderr.txt
    BENCHRUN_TIMERS=summary apart "$BATS_FILE_TMPDIR/static" stages 2
    grep -Eq '^fetch +2 ' stderr.txt
    for standard in c++17 c++20; do
        c++ -x c++ -std=$standard -O2 -Wall -Wextra -Wpedantic -Werror -I "$SOURCE/include" \
            "$SOURCE/tests/cli/stages.c" -x none -L "$BUILD/framework/harness" -l:libbenchrun.a -o in_c++
        BENCHRUN_TIMERS=summary apart ./in_c++ stages 2 ways
        grep -Eq '^fetch +2 ' stderr.txt
        [ "$(grep -c round <<<"$output")" -eq 3 ]
    done
}

# A suite whose stage `upload` waits for as many microseconds.
make_stages() {
    cc -std=gnu11 -O2 -Wall -Werror -DUPLOAD_US="$2" -I "$SOURCE/include" "$SOURCE/tests/cli/stages_suite.c" \
        "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" -o "$1"
}

@test "spans: those of the timed region become metrics of the case" {
    make_stages suite 100
    apart measure -o r.json suite
    expect_status 0
    expect_output "fetch count"
    [[ ${output//$'\n'/ } == *"what an iteration spends in these spans; count: how many it has"* ]] || fail "no legend"
    [ "$(json r.json 'ascii(sorted(k for k in r["results"][0]["metrics"] if k.startswith("span.")))')" = \
        "$(json r.json 'ascii(sorted("span.%s.%s" % (s, p) for s in ("request", "fetch", "upload", "\x1b[31m<b>")
            for p in ("time", "own", "count")))')" ] || fail "other metrics"
    [ "$(metric_of stages/all span.fetch.count)" = 3.0 ]
    [ "$(metric_of stages/all span.request.count)" = 1.0 ]
    # Within the request are the others, and 100 us are waited.
    expect_between "$(metric_of stages/all span.upload.time)" 100000 1e9
    [ "$(json r.json '[p["span.request.time"][0] >= p["span.upload.time"][0] + p["span.fetch.time"][0] and
        p["span.request.own"][0] < p["span.request.time"][0] and p["span.upload.own"] == p["span.upload.time"]
        for p in [{k: v["per_process"] for k, v in r["results"][0]["metrics"].items() if k.startswith("span.")}]]')" = \
        '[True]' ] || fail "they do not fit"
    [ "$(json r.json '{v["source"] for k, v in r["results"][0]["metrics"].items() if k.startswith("span.")}')" = "{'span'}" ]
    [[ $output$errors != *$'\e'* ]] || fail "not escaped"
    # Nothing of a timer is printed in a worker.
    expect_no_error "request: "
}

# The texts of a picture, as strictly as XML is defined.
texts_of() {
    /usr/bin/python3 -c 'import sys, xml.dom.minidom as dom
def text(node): return node.data if node.nodeType == node.TEXT_NODE else "".join(map(text, node.childNodes))
print("\n".join(text(t).strip() for t in dom.parse(sys.argv[1]).getElementsByTagName("text")))' "$1"
}

@test "spans: stages are stacked in a chart" {
    make_stages base 100
    make_stages head 500
    measure -q -o r.json base --plot one >/dev/null
    texts_of one/stages-stages.svg >texts.txt
    for text in fetch request upload '\x1b[31m<b>'; do grep -qxF "$text" texts.txt; done
    grep -q '^all  *[0-9.]* [mu]s$' texts.txt
    grep -Eqx 'all [0-9.]+ .s: upload takes [0-9]+% of the time|all: upload takes [0-9]+% of the time' texts.txt
    grep -q stages-stages.svg one/plots.md
    benchrun compare -q --cpu none --samples 2 --processes 2 -o c.json --plot two base head >/dev/null || true
    texts_of two/stages-stages.svg >texts.txt
    grep -q '^all base  ' texts.txt
    grep -q '^all head  ' texts.txt
    measure -q -o r.json "$SUITES/empty" --plot none >/dev/null
    [ -z "$(find none -name '*-stages*')" ]
}

@test "spans: compare finds the stage that got slower" {
    make_stages base 100
    make_stages head 2000
    apart benchrun compare --cpu none --samples 2 --processes 10 -o r.json base head
    expect_output "upload worse in 1 case"
    [ "$(json r.json 'r["comparisons"][0]["metrics"]["span.upload.time"]["verdict"]')" = worse ]
    apart benchrun report r.json --format csv
    expect_output "upload"
}
