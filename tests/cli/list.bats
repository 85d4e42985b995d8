#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helpers

@test "list: one id a line, in the order of the source, without running anything" {
    apart benchrun list "$PROGRAMS/good"
    expect_status 0
    [ "$output" = "good/direct/n:16
good/direct/n:64
good/twice/n:16
good/twice/n:64" ]
    [ -z "$errors" ]
    apart benchrun list "$PROGRAMS/crash" "$PROGRAMS/hang" "$PROGRAMS/eat"
    expect_status 0
    expect_output crash/segv
    expect_output hang/busy_and_deaf
    expect_output eat/in_its_set_up
}

@test "list: a folder means the suites in it" {
    apart benchrun list "$CLI_PROGRAMS"
    expect_status 0
    expect_output order/a
    expect_output gate/one
}

@test "list: a word matches a part of an id, a regular expression anywhere, and ! leaves out" {
    [ "$(benchrun list -f wic "$PROGRAMS/good" | wc -l)" -eq 2 ]
    [ "$(benchrun list -f n:64 "$PROGRAMS/good" | wc -l)" -eq 2 ]
    [ "$(benchrun list -f '/t.*:1/' "$PROGRAMS/good" | wc -l)" -eq 2 ]
    [ "$(benchrun list -f '!twice' "$PROGRAMS/good" | wc -l)" -eq 2 ]
    [ "$(benchrun list -f '!/6$/' -f '!*/twice' "$PROGRAMS/good")" = good/direct/n:64 ]
    [ "$(benchrun list -f twice -f '!*:64' "$PROGRAMS/good")" = good/twice/n:16 ]
    apart benchrun list -f '/(/' "$PROGRAMS/good"
    expect_status 2
    expect_error "the pattern '/(/': "
}

@test "list: a pattern that selects nothing is answered with near ids" {
    apart benchrun list -f twise "$PROGRAMS/good"
    expect_status 4
    expect_error "none of 4 cases matches 'twise'; did you mean 'good/twice/n:16', 'good/twice/n:64'?"
}

@test "list: globs and tags select; a group's or benchmark's name means all below it" {
    [ "$(benchrun list -f 'good/*/n:16' "$PROGRAMS/good" | wc -l)" -eq 2 ]
    [ "$(benchrun list -f good "$PROGRAMS/good" | wc -l)" -eq 4 ]
    [ "$(benchrun list -f good/twice "$PROGRAMS/good" | wc -l)" -eq 2 ]
    [ "$(benchrun list -f '*16' -f '*/twice/*' "$PROGRAMS/good" | wc -l)" -eq 3 ]
    [ "$(benchrun list --tag last "$CLI_PROGRAMS/order" | tr '\n' ' ')" = "order/c order/d " ]
    [ "$(benchrun list --tag slow --tag last "$CLI_PROGRAMS/order" | wc -l)" -eq 2 ]
    [ "$(benchrun list --tag last -f '*/d' "$CLI_PROGRAMS/order")" = "order/d" ]
}

@test "list: what fits nothing ends with 4 and says what was sought" {
    apart benchrun list -f 'nothing*' "$PROGRAMS/good"
    expect_status 4
    expect_error "none of 4 cases matches 'nothing*' (a glob must match a whole id); 'benchrun list' shows their ids"
    apart benchrun list --tag nowhere "$CLI_PROGRAMS/order"
    expect_status 4
    expect_error "none of 4 cases has the tag 'nowhere'"
}

@test "list: no suite at all is bad usage" {
    apart benchrun list
    expect_status 2
    expect_error "name a suite (a program, or a folder of them), or set suites = under [build]"
}

@test "list: without a suite those of benchrun.ini, where there is no command as they are" {
    mkdir -p bench below
    cp "$PROGRAMS/good" bench/bench_good
    printf '[build]\nsuites = bench/bench_*; other\n' >benchrun.ini
    git init -q .
    [ "$(cd below && benchrun list -f twice | wc -l)" -eq 2 ]
    rm bench/bench_good
    apart benchrun list
    expect_status 4
    expect_error "matches 'bench/bench_*' (suites in "
    apart benchrun list "$PROGRAMS/good"
    expect_status 0
}

@test "list: without a suite those of benchrun.ini, built from the working tree by its command" {
    export XDG_CACHE_HOME=$PWD/cache GIT_CONFIG_GLOBAL=/dev/null
    mkdir project && cd project
    git init -q . && git config user.name tester && git config user.email tester@localhost
    cp "$PROGRAMS/good" program
    printf '[build]\ncommand = cp {source}/program {build}/suite\nsuites = suite\n' >benchrun.ini
    git add . && git commit -qm first
    apart benchrun list
    expect_status 0
    expect_output good/twice/n:16
    expect_error "building the working tree (based on $(git rev-parse HEAD | cut -c1-12))"
}

@test "list: a folder without suites ends with 4" {
    mkdir empty
    apart benchrun list empty
    expect_status 4
    expect_error "no suite in the folder 'empty'"
    cp /bin/true empty/
    echo text >empty/text
    apart benchrun list empty
    expect_status 4
}

@test "list: a program that is not a suite is refused" {
    apart benchrun list --timeout 5 /bin/true
    expect_status 3
    expect_error "'/bin/true'"
    expect_error "be a benchrun suite"
    apart benchrun list --timeout 5 /bin/cat
    expect_status 3
    expect_error "'/bin/cat'"
    expect_error "be a benchrun suite"
}

@test "list: a text file, executable or not, is refused" {
    echo 'just text' >notes.txt
    apart benchrun list notes.txt
    expect_status 3
    expect_error "notes.txt"
    chmod +x notes.txt
    apart benchrun list --timeout 5 notes.txt
    expect_status 3
    expect_error "notes.txt"
    expect_error "Exec format error: it may not be a benchrun suite, or be a script without a '#!' line"
}

@test "list: a missing file is named" {
    apart benchrun list ./nowhere
    expect_status 3
    expect_error "cannot start './nowhere'"
    expect_error "No such file or directory"
}

@test "list: one bad suite among good ones is an error, not a shorter list" {
    apart benchrun list "$PROGRAMS/good" ./nowhere
    expect_status 3
    [ -z "$output" ]
}

@test "list: a suite with a million long names is refused, not taken into memory" {
    apart prlimit --as=1000000000 "$BENCHRUN_PROGRAM" list --launcher "$PROGRAMS/scripted_worker list-of-long-names" suite
    expect_status 3
    expect_error "cannot list 'suite': it lists more than 64 MiB of cases, the limit: make fewer, or shorten their names"
}

@test "list: the same suite twice is refused" {
    apart benchrun list "$PROGRAMS/good" "$PROGRAMS/good"
    expect_status 2
    expect_error "the case 'good/direct/n:16' is in both"
}

@test "list: a suite by its bare name in this folder" {
    cp "$PROGRAMS/good" ./my_suite
    [ "$(benchrun list my_suite | wc -l)" -eq 4 ]
}

@test "list: names are shown, not obeyed" {
    apart benchrun list "$PROGRAMS/hostile"
    expect_status 0
    [ "$(wc -l <stdout.txt)" -eq 18 ]
    refute grep -q "$(printf '\033')" stdout.txt
    [ ! -e pwned ]
}

@test "list: a worker that speaks a newer protocol asks for a newer benchrun" {
    cat >newer <<'EOF'
#!/bin/sh
echo 'benchrun-worker 99 library=9.9.9 pid=1'
cat
EOF
    chmod +x newer
    apart benchrun list --timeout 5 ./newer
    expect_status 3
    expect_error "newer than this benchrun's"
    expect_error "update benchrun"
}

@test "list: --shard shows what a part of a run holds" {
    for number in 1 2 3; do
        benchrun list "$CLI_PROGRAMS/gate" "$PROGRAMS/good" --shard "$number/3" >"listed$number.txt"
        measure -q "$CLI_PROGRAMS/gate" "$PROGRAMS/good" --shard "$number/3" -o "p$number.json" >/dev/null
        json "p$number.json" 'chr(10).join(c["id"] for c in r["results"])' | diff "listed$number.txt" -
    done
    benchrun list "$CLI_PROGRAMS/gate" "$PROGRAMS/good" | sort >all.txt
    sort listed?.txt | diff all.txt -
    apart benchrun list "$CLI_PROGRAMS/gate" --shard 9/9
    expect_status 0
    [ -z "$output" ]
    apart benchrun list "$CLI_PROGRAMS/gate" --durations p1.json
    expect_status 2
    expect_error "--durations says how to cut: it needs --shard I/N"
    # By durations, as the run does it.
    benchrun test -q "$CLI_PROGRAMS/gate" -o before.json >/dev/null
    sed -i 's/"duration_s": [0-9.e-]*/"duration_s": 1/' before.json
    benchrun list "$CLI_PROGRAMS/gate" --shard 1/2 --durations before.json >listed.txt
    benchrun test -q "$CLI_PROGRAMS/gate" --shard 1/2 --durations before.json -o t.json >/dev/null
    json t.json 'chr(10).join(c["id"] for c in r["results"])' | diff listed.txt -
}
