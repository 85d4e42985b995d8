#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What docs/compatibility.md promises: one suite, built with the library of each version (tests/data/libraries), is driven
# by this benchrun.
load ../cli/helpers

VERSIONS='0.1.0 0.2.0'

# suite-VERSION and suite-now link the archive or what is in it; shared-VERSION the shared library of its version.
setup_file() {
    cd "$BATS_FILE_TMPDIR" || return
    local version old=$SOURCE/tests/install/old_suite.c
    for version in $VERSIONS; do
        mkdir "$version"
        tar -xzf "$SOURCE/tests/data/libraries/$version.tar.gz" -C "$version"
        local compile=(cc -std=gnu11 -O2 -g -fPIC -fvisibility=hidden -D_GNU_SOURCE "-DBENCHRUN_VERSION=\"$version\""
            -I "$version" -I "$version/include")
        local harness=$version/framework/harness
        "${compile[@]}" "$harness"/*.c "$old" -o "suite-$version"
        # All but main.c.
        "${compile[@]}" -shared "$harness"/[!m]*.c -Wl,--version-script="$harness/libbenchrun.map" \
            -Wl,-soname,libbenchrun.so."$version" -o "$version/libbenchrun.so.$version"
        "${compile[@]}" "$harness/main.c" "$old" "$version/libbenchrun.so.$version" -o "shared-$version"
    done
    cc -std=c11 -Wall -Wextra -Werror -O2 -g -I "$SOURCE/include" "$old" "$BUILD/framework/harness/libbenchrun_main.a" \
        "$BUILD/framework/harness/libbenchrun.a" -o suite-now
    export suites=$BATS_FILE_TMPDIR
}

# What a run says of each case that does not depend on the machine.
outcome() {
    json "$1" '[(x["id"], x["status"], x.get("message"), x.get("bytes"), x.get("items"), x.get("tags"), x.get("check"),
        x["metrics"].get("step", {}).get("value")) for x in r["results"]]'
}

@test "compatibility: a suite of today's header has what the same source always had" {
    apart benchrun list "$suites/suite-now"
    expect_status 0
    [ "$output" = "add/forward/n:64
add/forward/n:4096
add/by four/n:64
add/by four/n:4096
batch/fill
ends/unsupported
ends/skipped
ends/wrong" ]
    mv stdout.txt now.txt
    for version in $VERSIONS; do
        benchrun list "$suites/suite-$version" | diff now.txt -
        benchrun list --tag strided "$suites/suite-$version" | diff <(grep four now.txt) -
        echo quit | "$suites/suite-$version" --benchrun-worker | grep -q "^benchrun-worker 1 library=$version "
    done
}

@test "compatibility: suites of older libraries are measured and tested as one of today's" {
    apart measure -q -o now.json "$suites/suite-now"
    expect_status 1
    wanted=$(outcome now.json)
    [[ $wanted == *"('add/by four/n:64', 'ok', "*"'it does not add up'"* ]] || fail "$wanted"
    for version in $VERSIONS; do
        apart measure -q -o r.json "$suites/suite-$version"
        expect_status 1
        [ "$(outcome r.json)" = "$wanted" ] || fail "$version: $(outcome r.json)"
        apart benchrun test -q "$suites/suite-$version"
        expect_status 1
        expect_output '5 passed, 1 failed, 2 skipped'
        apart env LD_LIBRARY_PATH="$suites/$version" "$BENCHRUN_PROGRAM" test -q "$suites/shared-$version"
        expect_status 1
        expect_output '5 passed, 1 failed, 2 skipped'
    done
}

@test "compatibility: builds with the library of another version are compared" {
    for version in $VERSIONS; do
        apart benchrun compare --cpu none --samples 4 --processes 8 --witness never -f 'add/*' -o r.json \
            "$suites/suite-$version" "$suites/suite-now"
        [ "$status" -le 1 ] || fail 'neither good nor a regression'
        [ "$(json r.json 'len(r["comparisons"])')" -eq 4 ]
        [ "$(json r.json '{x["status"] for x in r["results"]}')" = "{'ok'}" ]
    done
}

@test "compatibility: passes work with older libraries, or say that they need a newer one" {
    for version in $VERSIONS; do
        apart measure -q --pass instructions -f 'add/forward/n:64' -o r.json "$suites/suite-$version"
        expect_status 0
        expect_between "$(metric_of add/forward/n:64 instructions)" 64 2000
        apart measure -q --pass memory,counters -f 'add/forward/n:64' "$suites/suite-$version"
        expect_status 0
        [[ ${output//$'\n' /} == *'build it with this version of benchrun'* ]] || fail 'allocations'
        [[ ${output//$'\n' /} == *'build the suite with this version of benchrun'* ]] || fail 'counters'
        apart benchrun profile "$suites/suite-$version" -f 'add/forward/n:64' --time 0.1
        expect_status 3
        expect_error 'build the suite with this version of benchrun'
    done
}
