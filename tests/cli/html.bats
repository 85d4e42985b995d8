#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `--format html`, as a browser sees it. Pictures of the pages go to BUILD/pages.
load helpers

open_page() {
    apart /usr/bin/python3 "$SOURCE/tests/cli/open_page.py" "$1" "$BUILD/pages"
    expect_status 0
}

shown() {
    /usr/bin/python3 -c '
import json, sys
text = json.load(open("stdout.txt"))["text"]
missing = [name for name in sys.argv[1:] if name not in text]
sys.exit(f"not shown: {missing}" if missing else 0)' "$@"
}

@test "html: the extension asks for it, and a saved run gives the same page" {
    measure -q -o good.json -o good.html "$PROGRAMS/good"
    benchrun report good.json -o saved.html >/dev/null
    diff good.html saved.html
    [ "$(grep -c '<article' good.html)" -eq 4 ]
}

@test "html: a run opens without a complaint, sorts and filters" {
    measure -q -o run.html "$PROGRAMS/good" "$PROGRAMS/skip" || true
    open_page run.html
    shown "good/direct/n:16" "How it was measured" "skipped"
}

@test "html: a comparison opens without a complaint" {
    apart benchrun compare --cpu none --samples 12 --processes 6 -q -o sides.html "$PROGRAMS/good" "$PROGRAMS/good"
    open_page sides.html
    shown "Base" "Head" "good/twice/n:64" "Detectable"
    grep '<th scope="row"><bdi>64</bdi></th>' sides.html | grep -qE 'small class="verdict">[a-z: 0-9]+ [-+]?[0-9.]+%'
}

@test "html: hostile names are text, and nothing in them is run" {
    measure -q -o hostile.html "$PROGRAMS/hostile" || true
    open_page hostile.html
    shown '<script>alert(1)</script> &amp; | _a_ **b** %s %n %41 #,";=+@' \
        'a"; system("touch pwned"); "' '\u202egnol\u202c' 'two\nlines\r\nok' '[a-z]*?{x,y}' \
        "it's \"quoted\" \\ back\\slash 'twice'" 'größer 漢字' 'three hundred characters, ten by t'
    [ ! -e pwned ]
}

@test "html: without gnuplot there is a page without charts" {
    measure -q -o good.json "$PROGRAMS/good"
    mkdir empty
    apart env PATH="$PWD/empty" "$BENCHRUN_PROGRAM" report good.json -o good.html
    expect_status 0
    expect_error "gnuplot-nox"
    grep -q "There are no charts" good.html
}

@test "html: 2,000 cases stay under 10 MB and open" {
    measure -q -o few.json -f '*/n:16' "$PROGRAMS/good"
    /usr/bin/python3 - <<'PY'
import copy, json
run = json.load(open("few.json"))
first = run["results"][0]
first["processes"] = first["processes"][:1] * 5
run["results"] = []
for group in range(100):
    for name in range(4):
        for arg in range(5):
            case = copy.deepcopy(first)
            case.update(group=f"a_group_of_many_{group}", name=f"alternative_{name}", arg=4 ** arg,
                        baseline=name == 0)
            case["id"] = f"{case['group']}/{case['name']}/n:{case['arg']}"
            run["results"].append(case)
json.dump(run, open("many.json", "w"))
PY
    benchrun report many.json -o many.html >/dev/null
    size=$(stat -c %s many.html)
    [ "$size" -lt 10000000 ]
    open_page many.html
    [ "$(json stdout.txt 'r["rows"]')" -eq 2000 ]
    echo "# $size bytes, painted after $(json stdout.txt 'r["seconds"]') s" >&3
}

# Files of 5,004 cases, of which the last one failed in one, and got slower from one to another.
make_large_runs() {
    PYTHONPATH=$SOURCE/tests/cli /usr/bin/python3 - <<'PY'
import json
from pathlib import Path
import scale_inputs

scale_inputs.write_run(Path("base.json"), 5004)
run = json.load(open("base.json"))
last = run["results"][-1]
run["run"]["id"] = "head"
for process in last["processes"]:
    process["samples_ns"] = [2 * ns for ns in process["samples_ns"]]
json.dump(run, open("head.json", "w"))
last.update(status="failed", message="it broke", processes=[])
json.dump(run, open("failed.json", "w"))
PY
}

@test "html: of more than 5,000 cases those that failed or changed most are on the page" {
    make_large_runs
    benchrun report failed.json -o page.html >table.txt
    [ "$(grep -c '<article ' page.html)" -eq 5000 ]
    grep -q '5000 of 5004 cases are on this page: those that failed, and the first of the others' page.html
    [ "$(grep -c 'it broke' page.html)" -eq 2 ] # in the list of failures, and in its group
    benchrun compare base.json head.json -o page.html >table.txt
    [ "$(grep -c '<article ' page.html)" -eq 5000 ]
    grep -q '5000 of 5004 cases are on this page: those that failed or changed most' page.html
    grep -q '<a href="#case-1"><bdi>group1250/<wbr>case3</bdi></a>' page.html
    apart benchrun report failed.json -f group1250 -o page.html
    expect_status 0
    refute grep -q 'are on this page' page.html
}
