#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The spans of programs and cases in profiles.
load helpers

setup_file() {
    cc -std=gnu11 -g -O1 -Wall -Wextra -Werror -I "$SOURCE/include" "$SOURCE/tests/cli/timeline.c" \
        -L "$BUILD/framework/harness" -l:libbenchrun.a -lpthread -o "$BATS_FILE_TMPDIR/timeline"
    cd "$BATS_FILE_TMPDIR" || exit 1
    "$BENCHRUN_PROGRAM" profile -q -o p.json -o p.html -o p.txt -- ./timeline >said.txt
}

teardown() {
    [ -z "${server:-}" ] || { kill -9 "$server" && wait "$server"; } 2>/dev/null || true
}

timeline() {
    cp "$BATS_FILE_TMPDIR"/p.* .
}

labels='sorted(s["label"] for s in r["spans"])'

@test "timeline: a command has the spans of all its threads and processes" {
    timeline
    [ "$(json p.json "$labels")" = "['first', 'last', 'left', 'load', 'parse <b>', 'parse <b>', 'parse <b>', 'parse <b>', 'parse <b>', 'request', 'request', 'request', 'request', 'request', 'second']" ] ||
        fail "other spans: $(json p.json "$labels")"
    [ "$(json p.json 'len({s["pid"] for s in r["spans"]}), len({s["tid"] for s in r["spans"]})')" = "(2, 3)" ]
    [ "$(json p.json '[s["note"] for s in r["spans"] if s["label"] == "request"]')" = "['0', '1', '2', '3', '42']" ]
    [ "$(json p.json '[(s["label"], s["note"]) for s in r["spans"] if s.get("open")]')" = "[('left', 'open')]" ]
    # Within their parents, and in the time that was profiled.
    [ "$(json p.json '(lambda by: all(by[s["pid"], s["parent"]]["label"] == "request" and
        by[s["pid"], s["parent"]]["at_s"] <= s["at_s"] for s in r["spans"] if s["label"] == "parse <b>"))(
        {(s["pid"], s["number"]): s for s in r["spans"]})')" = True ]
    [ "$(json p.json 'all(0 <= s["at_s"] and s["at_s"] + s["lasted_s"] <= r["spans_seen_s"] + 1e-6 for s in r["spans"])')" = True ]
    [ "$(json p.json '[s["at_s"] for s in r["spans"]] == sorted(s["at_s"] for s in r["spans"])')" = True ]
}

@test "timeline: the table sums spans by label, and lists those that are open" {
    timeline
    output=$(<p.txt)
    [[ $output =~ 15\ spans\ in\ [0-9.]+\ m?s,\ 1\ of\ them\ still\ open\ at\ the\ end\. ]] || fail "no sentence"
    [[ $output =~ label\ +count\ +total\ +mean\ +p50\ +p99\ +max\ +share ]] || fail "no table"
    grep -Eq '^request +5( +[0-9.]+ [mun]?s){5} +[0-9.]+%$' p.txt
    grep -Eq '^left +open +timeline [0-9]+ +[0-9.]+ m?s' p.txt
    benchrun report -q p.json -o again.txt
    diff <(sed '/^time:/d' p.txt) <(sed '/^time:/d' again.txt)
}

@test "timeline: the page draws a lane for each thread" {
    timeline
    apart /usr/bin/python3 "$SOURCE/tests/cli/open_profile.py" p.html "$BUILD/pages" compute
    expect_status 0
    [ "$(json stdout.txt '"""15 spans in """ in r["text"]')" = True ]
    [ "$(grep -c 'class="t" x="0" y=' p.html)" -eq 4 ] # three threads, and what lies across others
    grep -q ', across others</text>' p.html
    [ "$(grep -o '<title>parse &lt;b&gt;$' p.html | wc -l)" -eq 5 ]
    refute grep -q 'parse <b>' p.html
}

@test "timeline: speedscope has what began and ended in each thread" {
    timeline
    benchrun report -q p.json --format speedscope -o p.speedscope
    # Each profile is a stack: what is closed was opened last, and time does not go back.
    /usr/bin/python3 - p.speedscope <<'END'
import json, sys
r = json.load(open(sys.argv[1]))
evented = [p for p in r["profiles"] if p["type"] == "evented"]
names = [f["name"] for f in r["shared"]["frames"]]
assert len(evented) == 4, len(evented)
counts = {}
for p in evented:
    stack, at = [], p["startValue"]
    for e in p["events"]:
        assert e["at"] >= at, (e, at)
        at = e["at"]
        if e["type"] == "O":
            stack.append(e["frame"])
            counts[names[e["frame"]]] = counts.get(names[e["frame"]], 0) + 1
        else:
            assert stack.pop() == e["frame"]
    assert not stack and at == p["endValue"]
assert counts == {"load": 1, "first": 1, "second": 1, "left": 1, "last": 1, "request": 5, "parse <b>": 5}, counts
END
}

@test "timeline: the format trace has an event for each span" {
    timeline
    benchrun report -q p.json --format trace -o p.trace
    [ "$(json p.trace 'len([e for e in r if e["ph"] in ("X", "b")]), len([e for e in r if e["ph"] == "e"])')" = "(15, 1)" ]
    [ "$(json p.trace '[e["name"] for e in r if e["ph"] == "b"]')" = "['second', 'left']" ]
    [ "$(json p.trace 'all(e["ts"] >= 0 for e in r if e["ph"] != "M")')" = True ]
    [ "$(json p.trace '"timeline" in [e["args"]["name"] for e in r if e["ph"] == "M"]')" = True ]
}

@test "timeline: of a program that is killed, what it wrote counts" {
    apart benchrun profile -q -o p.json -- "$BATS_FILE_TMPDIR/timeline" kill
    expect_status 0
    [ "$(json p.json '("load" in [s["label"] for s in r["spans"]],
        [s["note"] for s in r["spans"] if s["label"] == "request" and s["pid"] != r["spans"][0]["pid"]])')" = "(True, ['42'])" ]
    # Nothing of benchrun's own is left behind.
    apart env TMPDIR="$PWD" "$BENCHRUN_PROGRAM" profile -q -o p.json -- "$BATS_FILE_TMPDIR/timeline" kill
    [ -z "$(find . -mindepth 1 -name '*benchrun*')" ] || fail "left behind: $(ls -a)"
}

@test "timeline: of a command that is stopped early, open spans are shown, too" {
    start_in_background profile -q -o p.json -- "$BATS_FILE_TMPDIR/timeline" wait
    wait_for grep -q waiting stdout.txt
    stop_by INT
    [ "$(json p.json '[(s["label"], s["note"]) for s in r["spans"] if s.get("open")]')" = "[('left', 'open')]" ]
    [ "$(json p.json '"load" in [s["label"] for s in r["spans"]]')" = True ]
    expect_output "note: it was stopped early"
}

@test "timeline: the spans of a process that runs are looked at" {
    "$BATS_FILE_TMPDIR/timeline" serve >served.txt 3>&- &
    server=$!
    wait_for grep -q serving served.txt
    apart benchrun profile -q --time 3 -o p.json --pid "$server"
    expect_status 0
    expect_output "note: spans were looked at every 10 ms or more rarely"
    [ "$(json p.json '[(s["note"], s["at_s"] < 0, s["open"]) for s in r["spans"] if s["label"] == "serving"]')" = \
        "[('port 80', True, True)]" ]
    # They follow each other, so that all but the last were seen to end.
    steps='[s for s in r["spans"] if s["label"] == "step"]'
    [ "$(json p.json "len($steps) > 0 and len([s for s in $steps if s.get('open')]) <= 1")" = True ]
    [ "$(json p.json "all(s['lasted_s'] >= 0 for s in $steps if not s.get('open'))")" = True ]
    [ "$(json p.json "len({s['number'] for s in $steps}) == len($steps)")" = True ]
}

@test "timeline: a user's own trace continues" {
    BENCHRUN_TRACE=own.json apart benchrun profile -q -o p.json -- "$BATS_FILE_TMPDIR/timeline"
    expect_status 0
    expect_output "note: no spans are shown: BENCHRUN_TRACE is set, so that the program's spans are written there"
    [ "$(json own.json '"load" in [e["name"] for e in r]')" = True ]
    [ "$(json p.json '"spans" in r')" = False ]
}

@test "timeline: more spans than there is room for are counted" {
    cc -std=gnu11 -O1 -I "$SOURCE/include" -x c - -x none -L "$BUILD/framework/harness" -l:libbenchrun.a -o many <<'END'
#include <benchrun/span.h>
int main(void)
{
    for (int i = 0; i < 100000; i++)
        bench_span_end(bench_span_begin("span"));
}
END
    apart benchrun profile -q -o p.json -- ./many
    expect_status 0
    [ "$(json p.json 'len(r["spans"]) + r["spans_left_out"]')" = 100000 ]
    [ "$(json p.json '10000 < len(r["spans"]) <= 50000')" = True ]
    [[ $output =~ [0-9]+\ more\ spans\ are\ left\ out ]] || fail "not said"
    benchrun report -q p.json -o p.html
    [ "$(grep -c '<title>span$' p.html)" -eq 3000 ]
    grep -q 'shorter spans, .* in all, are in the table and not drawn' p.html
}

@test "timeline: a case has the spans of one sample" {
    apart benchrun profile -q --time 0.5 -o p.json "$SUITES/pipeline" -f as_written
    expect_status 0
    [ "$(json p.json 'sorted({s["label"] for s in r["spans"]})')" = "['convert', 'fetch', 'store']" ]
    [ "$(json p.json 'len({len([s for s in r["spans"] if s["label"] == l]) for l in ("convert", "fetch", "store")})')" = 1 ]
    [ "$(json p.json '[s["label"] for s in r["spans"]][:3]')" = "['fetch', 'convert', 'store']" ]
    [ "$(json p.json 'all(0 <= s["at_s"] <= r["spans_seen_s"] for s in r["spans"])')" = True ]
    apart benchrun profile -q --time 0.2 -o none.json "$SUITES/empty" -f harness/hide
    expect_status 0
    [ "$(json none.json '"spans" in r')" = False ]
}
