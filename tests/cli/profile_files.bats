#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Saved profiles: what they say of the machine and of the tools, and files of older versions.
load helpers

SHARES=$BUILD/tests/programs/profile/shares
OLD=$SOURCE/tests/data/profiles/profile-0.2.0.json

# What a pass of a file says that it was done by.
tool_of() {
    json "$1" 'next(p["tool"] for p in r["passes"] if p["name"] == "'"$2"'")'
}

@test "profile files: the machine and the versions of what took part are saved, and on the page" {
    gcc -O0 -g --coverage -o shares "$SOURCE/tests/programs/profile/shares.c" -lpthread
    benchrun profile -q --pass time,calls,lines,heap -o p.json -- ./shares 10 >/dev/null
    [ "$(json p.json 'len(r["machines"])')" -eq 1 ]
    [ "$(json p.json 'r["machines"][0]["kernel"]')" = "$(uname -r)" ]
    benchrun timeit -q --samples 4 --processes 2 --cpu none -o run.json 1+1 >/dev/null
    facts='[r.get("machine", r.get("machines", [0])[0])[key] for key in ("id", "cpu", "caches", "os", "libc")]'
    [ "$(json p.json "$facts")" = "$(json run.json "$facts")" ]
    libdw="libdw $(dpkg-query -W -f '${source:Upstream-Version}' libdw1)"
    [ "$(tool_of p.json time)" = "perf_event, CPU clock; $libdw" ]
    [ "$(tool_of p.json heap)" = "preloaded library; $libdw" ]
    [ "$(tool_of p.json calls)" = "callgrind; $(valgrind --version)" ]
    [ "$(tool_of p.json lines)" = "$(gcov --version | head -n 1)" ]
    benchrun report -q p.json -o files.html
    apart /usr/bin/python3 "$SOURCE/tests/cli/open_profile.py" files.html "$BUILD/pages" spin
    expect_status 0
    for text in "How it was measured" "callgrind; $(valgrind --version)" "$(uname -r)" "Machine id"; do
        [ "$(json stdout.txt '"""'"$text"'""" in r["text"]')" = True ] || fail "not on the page: $text"
    done
}

@test "profile files: one of 0.2.0 is read, and is the same when it is saved again" {
    apart benchrun report "$OLD"
    expect_status 0
    expect_output "59.8% ±2.1       1.251 s  sixty"
    expect_output "time: 2086 samples at 997 Hz; 0 lost; 0 with a stack that is cut off"
    benchrun report -q "$OLD" -o again.json
    same='{key: r[key] for key in r if key != "machines"}'
    [ "$(json again.json "$same")" = "$(json "$OLD" "$same")" ]
    benchrun report -q "$OLD" -o old.html
    grep -q '<dt>benchrun</dt><dd><bdi>0.2.0</bdi></dd>' old.html
    refute grep -q '<h2>Machine' old.html
}

@test "profile files: those of different machines are said to be so" {
    benchrun profile -q -o here.json -- "$SHARES" 10 >/dev/null
    id=$(json here.json 'r["machines"][0]["id"]')
    sed "s/$id/0123456789abcdef/" here.json >there.json
    apart benchrun report here.json here.json
    expect_status 0
    refute grep -q "machines" stdout.txt
    apart benchrun report here.json there.json here.json
    expect_output "note: these are profiles of 2 machines, which take different times: "
    benchrun report -q here.json there.json here.json -o both.json -o both.html
    [ "$(json both.json '[m["id"] for m in r["machines"]]')" = "['$id', '0123456789abcdef']" ]
    grep -q '<h2>Machine 2</h2>' both.html
    apart benchrun report --diff here.json here.json
    refute grep -q "machines" stdout.txt
    apart benchrun report --diff here.json there.json
    expect_output "note: they were made on different machines, so their times cannot be compared"
}

# The passes have a metric of each unit: seconds, counts and bytes.
profile_for_readers() {
    benchrun profile -q --pass time,calls,heap -o p.json "$@" -- "$SHARES" 30 >/dev/null
}

@test "profile files: go tool pprof has the numbers of each function" {
    profile_for_readers -o p.pb
    apart "$SOURCE/tests/cli/check_pprof" /usr/lib/go-1.19/bin/go tool pprof p.json p.pb
    expect_status 0
    expect_output "instructions 2"
    grep -Eq '^instructions [0-9]+ sixty 504[0-9]{6}.0 504[0-9]{6}.0$' stdout.txt
    # What is compared can differ.
    sed -i 's/"name":"sixty"/"name":"seventy"/' p.json
    apart "$SOURCE/tests/cli/check_pprof" /usr/lib/go-1.19/bin/go tool pprof p.json p.pb
    expect_status 1
}

@test "profile files: speedscope shows the sums, and the functions at the top of its table" {
    viewer=$("$SOURCE/scripts/install_speedscope" "$BUILD/viewers")
    profile_for_readers --format speedscope -o p.speedscope
    apart /usr/bin/python3 "$SOURCE/tests/cli/open_speedscope.py" "$viewer" p.json p.speedscope "$BUILD/pages"
    expect_status 0
    grep -Eq '^instructions; 504,[0-9]{3},[0-9]{3} \(60%\); 504,[0-9]{3},[0-9]{3} \(60%\); sixty$' stdout.txt
    # What is compared can differ.
    sed -i 's/"name":"sixty"/"name":"seventy"/' p.json
    apart /usr/bin/python3 "$SOURCE/tests/cli/open_speedscope.py" "$viewer" p.json p.speedscope "$BUILD/pages"
    expect_status 1
}
