#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What suites, builds and files say: on a terminal and in a log of CI it is text and nothing else.
load helpers

# A word of the protocol, and the same in the shell's quotes: colours and a title, a C1 control,
# another direction, commands for CI at the start of lines and within one.
hostile='%1B%5B31m%1B%5D0;pwned%07%C2%9B31m%E2%80%AE%0A::error::pwned%0A##%5Berror%5Dpwned%0A%20%09::stop-commands::x%0Dx##vso%5Btask%5D'
raw=$'\e[31m\e]0;pwned\a\u009b31m\u202e\n::error::pwned\n##[error]pwned\n  ::stop-commands::x\rx##vso[task]'

# A worker that answers each request by the first of PATTERN=ANSWER that fits.
# shellcheck disable=SC2016 # the worker is to expand it
make_worker() {
    {
        printf '#!/bin/sh\nprintf "benchrun-worker 1 library=0 pid=1\\n"\nwhile read -r line; do\ncase $line in\n'
        for answer in "$@"; do
            printf "%s) printf '%%s\\\\n' %s ;;\n" "${answer%%=*}" "$(printf '%s ' "${answer#*=}")"
        done
        printf "*) echo ok ;;\nesac\ndone\n"
    } >worker
    chmod +x worker
}

expect_text() {
    /usr/bin/python3 - "$@" <<'PY'
import re, sys
for name in sys.argv[1:]:
    text = open(name, "rb").read().decode("utf-8")
    assert "pwned" in text, f"{name} does not say it at all"
    odd = [c for c in text if not c.isprintable() and c not in "\n"]
    assert not odd, (name, odd, text)
    assert not re.search(r"##[a-zA-Z]*\[", text), (name, text)
    assert not re.search(r"^\s*::", text, re.M), (name, text)
PY
}

list_hostile() {
    apart benchrun list ./worker
}

@test "hostile: two cases with one id, and what a suite says of a mistake, are text" {
    make_worker "list='case group=g name=$hostile iterations=0' 'case group=g name=$hostile iterations=0' 'ok cases=2'"
    list_hostile
    expect_status 1
    expect_error "failed: invalid options: another case has the same id"
    expect_text stderr.txt
    make_worker "list='case group=g name=x mistake=$hostile iterations=0' 'ok cases=1'"
    list_hostile
    expect_status 1
    expect_text stderr.txt
}

@test "hostile: ids are listed as text" {
    make_worker "list='case group=%20::error::pwned name=$hostile iterations=0' 'ok cases=1'"
    list_hostile
    expect_status 0
    expect_text stdout.txt
    make_worker "list='case group=::stop-commands::pwned name=x iterations=0' 'ok cases=1'"
    list_hostile
    expect_status 0
    expect_output '\::stop-commands::pwned/x'
}

@test "hostile: a refusal is text" {
    make_worker "list='error message=$hostile'"
    list_hostile
    expect_status 3
    expect_error "refused"
    expect_text stderr.txt
}

@test "hostile: the last words of a suite are text" {
    printf '#!/bin/sh\nprintf %%s %s >&2\nexit 7\n' "$(printf %q "$raw")" | sed '1s/sh/bash/' >worker
    chmod +x worker
    list_hostile
    expect_status 3
    expect_text stderr.txt
}

@test "hostile: the name of a program is text" {
    apart benchrun list "./$raw"
    [ "$status" -ne 0 ]
    expect_text stderr.txt
}

@test "hostile: what a build says is text" {
    git init -q .
    git config user.name tester && git config user.email tester@localhost
    printf 'printf %%s %s; exit 3\n' "$(printf %q "$raw")" >build.sh
    printf '[build]\ncommand = bash {source}/build.sh\nsuites = suite\n' >benchrun.ini
    git add . && git commit -qm first
    export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
    apart benchrun compare --git HEAD~0
    [ "$status" -ne 0 ]
    expect_text stderr.txt
}

@test "hostile: what is wrong in benchrun.ini is text" {
    printf '[pwned\e[31m\u202e::x]\nx = 1\n' >benchrun.ini
    apart benchrun list "$PROGRAMS/good"
    expect_status 2
    expect_text stderr.txt
    printf '[run]\npwned\e]0;x\a = \u202e\n' >benchrun.ini
    apart benchrun list "$PROGRAMS/good"
    expect_status 2
    expect_text stderr.txt
}

@test "hostile: what is wrong in a result file is text" {
    printf '{"benchrun": 1, "run": {"id": "x"}, "pwned\u202e\u009b": }' >bad.json
    apart benchrun report bad.json
    expect_status 2
    expect_error "cannot read 'bad.json'"
    refute grep -qP '\x{202e}|\x{9b}' stderr.txt
    cp "$BATS_TEST_TMPDIR/bad.json" "::error::pwned"$'\n'"::x.json"
    apart benchrun report ::error::pwned*
    expect_text stderr.txt
}

# A line that names or words begin, whatever the width of the table.
@test "hostile: a table has no commands in it" {
    measure -q -o good.json "$PROGRAMS/good" >/dev/null
    /usr/bin/python3 - <<'PY'
import json
run = json.load(open("good.json"))
text = "::error::pwned "
for result in run["results"]:
    result["group"] = result["id"] = text + result["id"]
    result["warnings"] = [text * 30]
run["results"][0].update(status="crashed", message="a\n" + text * 30)
run["machine"]["cpu"] = text
run["run"]["warnings"] = [text * 40]
json.dump(run, open("bad.json", "w"))
PY
    for width in 20 33 47 80 200; do
        apart benchrun report --width $width bad.json
        expect_text stdout.txt
    done
    apart benchrun report bad.json --plot plots --format go
    expect_text plots/plots.md
}

@test "hostile: charts keep names as they are and are SVG" {
    measure -q -o good.json "$PROGRAMS/good" >/dev/null
    /usr/bin/python3 - <<'PY'
import json
run = json.load(open("good.json"))
for result in run["results"]:
    result["name"] = "pwned]]>&#x0;&#x202e;" + result["name"]
json.dump(run, open("bad.json", "w"))
PY
    apart benchrun report bad.json --plot plots
    expect_status 0
    xmllint --noout plots/*.svg
    grep -q 'pwned\]\]&gt;&amp;#x0;&amp;#x202e;direct' plots/*.svg
}

@test "hostile: a suite with a long name costs its case, and the file is read" {
    cat >suite <<'PY'
#!/usr/bin/env python3
import os, sys
print("benchrun-worker 1 library=0.0.1 pid=1", flush=True)
names = {"group": "g", "name": "n", "tags": "t", "file": "f.c", "symbol": "s", "arg_name": "a", "param": "p"}
names[os.environ["FIELD"]] = 5000 * "x"
for request in sys.stdin:
    if request == "list\n":
        print("case arg=1 line=1 baseline=0 iterations=1 " + " ".join(f"{key}={value}" for key, value in names.items()))
    print("ok resolution_ns=20 cost_ns=20 name=invented", flush=True)
PY
    chmod +x suite
    for field in group name tags file symbol arg_name param; do
        FIELD=$field apart benchrun run --cpu none -o r.json ./suite "$PROGRAMS/good" -f '*' --time 0.01
        expect_status 1
        grep -q "one of its names has 5000 bytes" r.json
        apart benchrun report r.json --format csv
        expect_output "good/direct/n:16"
    done
}
