#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun history steps, check and accept: which commits changed something, and what of it is confirmed.
load helpers
load compare_helpers

history() {
    apart benchrun history --history "$BATS_TEST_TMPDIR/h.db" "$@"
}

# Adds runs as history_series.py makes them.
add_series() {
    mkdir -p "$BATS_TEST_TMPDIR/runs"
    /usr/bin/python3 "$SOURCE/tests/cli/history_series.py" "$BATS_TEST_TMPDIR/runs" "$@"
    history add "$BATS_TEST_TMPDIR"/runs/*.json
    expect_status 0
}

json() {
    /usr/bin/python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"
}

# Evaluates SQL as another program would.
sql() {
    /usr/bin/python3 -c '
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute(sys.argv[2])
database.commit()' "$BATS_TEST_TMPDIR/h.db" "$1"
}

@test "history steps: names the commit, the change with its interval, and p" {
    add_series 30 12=1.2 22=0.9
    history steps
    expect_status 0
    [ "$(awk '/planted/ { print $2, $NF }' stdout.txt)" = "$(printf 'gone022 better\ngone012 worse')" ]
    expect_output "2 steps in 1 series"
    history steps --format json
    expect_status 0
    [ "$(json stdout.txt '[(s["case"], s["metric"], s["before"]["commit"], s["after"]["commit"], s["direction"])
        for s in r["steps"]]')" = "[('planted/slowed', 'time', 'gone021', 'gone022', 'better'), ('planted/slowed', 'time', 'gone011', 'gone012', 'worse')]" ]
    [ "$(json stdout.txt 'all(s["interval"][0] < s["ratio"] < s["interval"][1] and 0 < s["p"] < 0.01
        for s in r["steps"])')" = True ]
    [ "$(json stdout.txt '1.18 < r["steps"][1]["ratio"] < 1.22')" = True ]
    history steps --last 8
    expect_output "1 step in 1 series"
    history steps 'no-such'
    expect_status 4
    history steps --format csv
    expect_status 2
    expect_error "table, json"
}

@test "history show: marks the steps" {
    add_series 30 12=1.2
    history show slowed
    expect_status 0
    [[ $(awk '/^gone012/ { print $NF }' stdout.txt) == +* ]] || [[ $output == *"step"* ]]
    history show slowed --format json
    [ "$(json stdout.txt '[step["point"] for step in r["series"][0]["steps"]]')" = "[12]" ]
    history show slowed --plot charts
    grep -q 'a ring: with changes; dashes: a step' charts/planted_slowed-time.svg
    history show slowed --last 3 --plot charts
    refute grep -q 'dashes' charts/planted_slowed-time.svg
    history show slowed --last 10
    expect_status 0
    [[ $output != *step* ]] || fail "there is no step in the last ten"
}

@test "history check: fails on a step for the worse among the newest commits, until it is accepted" {
    add_series 30 24=1.2
    history check
    expect_status 1
    expect_output "gone024"
    history check --last 5
    expect_status 0
    expect_output "0 steps in 1 series"
    history accept planted/slowed gone0
    expect_status 2
    expect_error "no single commit of the history"
    history accept planted/slow gone024
    expect_status 0
    expect_error "accepted what gone024 changed in 1 case: this covers 1 step"
    history accept planted/slow gone024
    expect_status 0
    expect_error "accepted before: what gone024 changed in 1 case: this covers 1 step"
    history accept planted/slow gone010
    expect_status 4
    expect_error "nothing to accept at gone010: the nearest step is that of planted/slowed at gone024"
    history accept planted/slow gone023 # beside it
    expect_status 4
    expect_error "nothing to accept at gone023: the nearest step is that of planted/slowed at gone024"
    history accept --list
    expect_status 0
    expect_output "planted/slowed  gone024  "
    [ "$(wc -l <stdout.txt)" = 1 ]
    history accept
    expect_status 2
    history accept --undo planted/slow gone02
    expect_status 0
    history check
    expect_status 1
    history accept --undo planted/slow gone024
    expect_status 4
    expect_error "nothing is accepted of 'planted/slow' at 'gone024'"
    history accept planted/slow gone024
    expect_status 0
    history check
    expect_status 0
    expect_output "accepted"
    # What git knows as a commit is one, as for accepting.
    git init -q .
    git -c user.name=t -c user.email=t@localhost commit -q --allow-empty -m "first"
    sql "UPDATE accepted SET revision = '$(git rev-parse HEAD)'"
    sql "INSERT INTO accepted SELECT case_id, substr(revision, 1, 39) || 'x', time FROM accepted"
    history accept --undo planted/slow "$(git rev-parse --short HEAD)"
    expect_status 4
    history accept --undo planted/slow main~1
    expect_status 4
    git branch -m main
    history accept --undo planted/slow main
    expect_status 0
    expect_error "no longer accepted: 1 case"
    [ ! -s h.db-wal ] # a copy of the file alone has that, too
    sql "UPDATE accepted SET revision = 'gone024'"
    history accept no/such gone024
    expect_status 4
}

@test "history check: is content with what got better" {
    add_series 30 24=0.8
    history check
    expect_status 0
    expect_output "better"
}

@test "history check: the newest commit alone may be a step, a commit that returns is none" {
    add_series 30 29=1.3
    history check
    expect_status 1
    expect_output "one commit"
    rm h.db* -r runs
    add_series 30 20=1.3 21=0.7692
    history check
    expect_status 0
    history steps
    expect_output "0 steps in 1 series"
}

@test "history steps: counts may be 0, and each metric has steps of its own" {
    add_series 30 metric=3:15
    history steps
    expect_status 0
    expect_output "0 -> 3"
    expect_output "allocations"
    expect_output "1 step in 2 series"
    history steps --metric time
    expect_output "0 steps in 1 series"
}

@test "history steps: says what it cannot judge" {
    add_series 1
    history steps
    expect_status 0
    expect_error "1 of 1 series has fewer than 8 commits"
    rm h.db* -r runs
    add_series 30 15=1.2 compiler=15
    history steps
    expect_error "1 series is split by compiler and flags, as these differ: --compiler selects one"
    expect_output "0 steps in 2 series"
    history steps --across-compilers
    expect_error "1 series has values of several compilers or flags: --compiler selects one"
    expect_output "new compiler"
    history steps --compiler 'gcc 12'
    expect_output "0 steps in 1 series"
    apart benchrun history steps --history none.db
    expect_status 2
    expect_error "none.db"
    [ ! -e none.db ]
    apart benchrun history accept --history none.db a b
    expect_status 2
    [ ! -e none.db ]
}

@test "history check: what could judge nothing is no success" {
    add_series 7
    history check
    expect_status 3
    [ "$(tail -n 1 stderr.txt)" = "benchrun: nothing could be judged: no series has values of 8 commits yet" ]
    add_series 8
    history check
    expect_status 0
    sql "UPDATE run SET is_dirty = 1"
    history check
    expect_status 3
    expect_error "nothing could be judged"
    sql "UPDATE run SET is_dirty = 0"
    sql "UPDATE series SET better = NULL"
    history check
    expect_status 3
    expect_error "of no series it is known whether less is better"
}

@test "history steps: a history without series is told to be empty" {
    add_series 1
    history prune --before 2100-01-01
    history steps
    expect_status 4
    expect_error "holds no runs"
}

@test "history check --confirm: keeps what measuring again confirms" {
    make_repository
    printf '%s\n' '[compare]' 'cpu = none' 'samples = 80' 'processes = 20' 'witness = never' 'record = true' \
        '[history]' 'file = own.db' >>benchrun.ini
    git commit -qam "third, as slow"
    add_series "14,$(git rev-parse HEAD~2),$(git rev-parse HEAD~1),$(git rev-parse HEAD),5" 15=1.5
    history check --confirm --dry-run
    expect_status 0
    [[ $output == "# planted/slowed again, between "*"# base "*"sh -c 'cc "*"# head "*"/SUITE --benchrun-worker"* ]] || fail "the builds"
    # shellcheck disable=SC2154 # of helpers.bash
    [[ $errors != *building* && $output != *confirmed* && ! -e $XDG_CACHE_HOME/benchrun/builds ]] || fail "it was done"
    history check --dry-run
    expect_status 2
    expect_error "'history check' has no --dry-run: only 'prune' and 'check --confirm' do"
    history check --confirm
    expect_status 1
    expect_error "measuring planted/slowed again"
    expect_output "confirmed: slower"
    [[ $output != *baseline* && $output == *"1 step in 1 series" ]] || fail "a table of compare is in it"
    history check --confirm --format json
    expect_status 1
    [ "$(json stdout.txt '[s["check"] for s in r["steps"]]')" = "['confirmed']" ]
    # The history says that the third commit made it slower; it did not.
    rm -r ../h.db* ../runs
    add_series "14,$(git rev-parse HEAD~2),$(git rev-parse HEAD~1),$(git rev-parse HEAD),5" 16=1.5
    history check
    expect_status 1
    history check --confirm
    expect_status 0
    expect_error "time of planted/slowed: not confirmed"
    expect_output "0 steps in 1 series"
    [ ! -e own.db ] || fail "what it measured was recorded"
}

# Copies the first series N times as METRIC, with values that are computed from its own.
copy_series() {
    sql "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < $2)
        INSERT INTO series (machine, suite, case_id, metric, unit, better)
        SELECT machine, suite, case_id || iif($2 > 1, n, ''), '$1', unit, better FROM series, number WHERE id = 1"
    sql "INSERT INTO point SELECT id, run, ${3:-value}, NULL, NULL FROM point JOIN series ON metric = '$1' WHERE series = 1"
}

@test "history check --confirm: of what compare does not judge, cycles go the way of the time" {
    make_repository
    printf '%s\n' '[compare]' 'cpu = none' 'samples = 80' 'processes = 20' 'witness = never' >>benchrun.ini
    git commit -qam "third, as slow"
    add_series "4,$(git rev-parse HEAD~2),$(git rev-parse HEAD~1),$(git rev-parse HEAD),1" 5=1.5
    copy_series cycles 1
    copy_series user_time 1
    history check --confirm --format json
    expect_status 1
    [ "$(json stdout.txt '[(s["metric"], s["check"]) for s in r["steps"]]')" = \
        "[('cycles', 'confirmed'), ('time', 'confirmed'), ('user_time', 'unmeasured')]" ]
    history check --confirm --metric user_time
    expect_status 3
    expect_output "not measured again: 'compare' does not judge this metric"
    # One among three series may be noise.
    copy_series system_time 2 100
    history check --confirm --metric user_time --metric system_time
    expect_status 0
    expect_output "0 steps in 3 series"
    expect_error "user_time of planted/slowed: not confirmed"
}

@test "history check --confirm: measures between the commits at which an unclear step may lie" {
    make_repository
    printf '%s\n' '[compare]' 'cpu = none' 'samples = 80' 'processes = 20' 'witness = never' >>benchrun.ini
    git commit -qam "third, as slow"
    # The second made it slower; its value is between the levels, so that the step may seem to be at the third.
    add_series "14,$(git rev-parse HEAD~2),$(git rev-parse HEAD~1),$(git rev-parse HEAD),5" 15=1.25 16=1.2 wide=15
    history check --confirm --format json
    expect_status 1
    [ "$(json stdout.txt 'r["steps"][0]["between"]')" = "['$(git rev-parse HEAD~2)', '$(git rev-parse HEAD)']" ]
    history check --confirm
    expect_status 1
    expect_output "confirmed: slower"
    expect_output "between $(git rev-parse --short=12 HEAD~2) and $(git rev-parse --short=12 HEAD)"
    expect_output "benchrun bisect $(git rev-parse --short=12 HEAD~2)..$(git rev-parse --short=12 HEAD) -f planted/slowed"
}

@test "history check --confirm: what cannot be measured again is said" {
    make_repository
    add_series 30 24=1.2
    history check --confirm
    expect_status 3
    expect_output "not measured again: 'gone023' is not the id of a commit"
    rm -r ../h.db* ../runs
    add_series "20,$(printf '1%.0s' {1..40}),$(printf '2%.0s' {1..40}),8" 21=1.2
    history check --confirm
    expect_status 3
    expect_error "unknown revision"
    expect_output "not measured again: see the message above"
    git clone -q --depth 1 "file://$PWD" ../shallow
    cd ../shallow
    rm -r ../h.db* ../runs
    add_series "20,$(git -C "../my project" rev-parse HEAD~1),$(git -C "../my project" rev-parse HEAD),8" 21=1.2
    history check --confirm
    expect_status 3
    expect_error "the clone is shallow"
    history steps --confirm
    expect_status 2
    expect_error "--confirm is for 'history check'"
}
