#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun history: what it keeps, shows, joins, removes, and what it does with files that are not good.
load helpers
load compare_helpers

# bats has one setup() of each file.
history() {
    apart benchrun history --history "$BATS_TEST_TMPDIR/h.db" "$@"
}

# A run NAME at COMMIT after PARENT, committed at TIME, of NS; added.
add_run() {
    /usr/bin/python3 "$SOURCE/tests/cli/history_inputs.py" "$@" >"$1.json"
    history add "$1.json"
}

# Four commits, of which the third is slower.
add_four() {
    add_run r1 c1 - 100000 100
    add_run r2 c2 c1 200000 101
    add_run r3 c3 c2 300000 150
    add_run r4 c4 c3 400000 151
}

# A repository with a commit for each word, which becomes the current folder.
make_commits() {
    git init -q -b main repository
    cd repository || return
    for word; do
        git -c user.name=t -c user.email=t@localhost -c commit.gpgSign=false commit -q --allow-empty -m "$word"
    done
}

# Evaluates SQL as another program would.
sql() {
    /usr/bin/python3 -c '
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
for row in database.execute(sys.argv[2]):
    print(*row)
database.commit()' "$BATS_TEST_TMPDIR/h.db" "$1"
}

expect_whole() {
    history verify
    expect_status 0
    expect_output "h.db: whole"
}

@test "history: without an action it names them all" {
    apart benchrun history
    expect_status 2
    expect_error "name what to do with the history: add, show, steps, check, accept, export, merge, prune, verify"
    apart benchrun history verfy
    expect_status 2
    expect_error "history cannot 'verfy'; it can add, show, steps, check, accept, export, merge, prune, verify; did you mean 'verify'?"
    apart benchrun history add
    expect_status 2
    expect_error "name what to add: benchrun history add FILE..."
    apart benchrun history verify x
    expect_status 2
    expect_error "'history verify' takes no words, but 'x' is one"
}

@test "history: a file is added once" {
    add_run r1 c1 c0 100000 100
    expect_status 0
    expect_error "added 1 run with 4 values to '$BATS_TEST_TMPDIR/h.db'"
    history add r1.json r1.json
    expect_status 0
    expect_error "added 0 runs with 0 values to '$BATS_TEST_TMPDIR/h.db'; 2 were there already"
    expect_whole
    expect_output "4 values in 4 series, of 1 run at 1 commit on 1 machine"
}

@test "history: a file that cannot be read makes no history, and does not stop those after it" {
    echo nonsense >bad.json
    history add bad.json missing.json
    expect_status 2
    expect_error "cannot read 'bad.json'"
    expect_error "cannot read 'missing.json'"
    [ ! -e h.db ]
    /usr/bin/python3 "$SOURCE/tests/cli/history_inputs.py" r1 c1 c0 100000 100 >r1.json
    history add bad.json r1.json
    expect_status 2
    expect_error "added 1 run with 4 values"
    benchrun report "$SOURCE/tests/data/results/test-0.1.0.json" --format json >test.json
    history add test.json
    expect_status 4
    expect_error "'test.json' has nothing to add: nothing was measured"
}

@test "history: shows a row for each case, in the order of the commits" {
    add_run r3 c3 c2 300000 150
    add_run r1 c1 - 100000 100
    add_run r2 c2 c1 200000 101
    history show
    expect_status 0
    expect_output "sum/case0  ▁▁█          3  150.0 ns"
    expect_output "+48.51%  c3      1970-01-04"
    history show case0 --last 2
    expect_output "sum/case0, time, of the suite sum on the machine m1"
    expect_output "c2      1970-01-03  101.0 ns"
    [[ $output != *c1* ]] || fail "c1 is not one of the last two"
    history show --metric all -f case1
    expect_output "sum/case1  instructions"
    expect_output "sum/case1  time"
}

@test "history: says what there is where nothing is selected" {
    add_run r1 c1 c0 100000 100
    history show --plot charts
    expect_status 0
    expect_error "there is nothing to draw: a chart needs values of two runs"
    history show 'case9'
    expect_status 4
    expect_error "none of the 4 series in '$BATS_TEST_TMPDIR/h.db' is selected; did you mean 'sum/case0', 'sum/case1'?"
    history show --metric instrucions
    expect_status 4
    expect_error "did you mean 'instructions'?"
    history show --metric nonsense
    expect_status 4
    expect_error "is selected; known: instructions, time"
    history show --compiler -O7
    expect_status 4
    expect_error "is selected; known: gcc -O2"
    history show '/(/'
    expect_status 2
    history show --machine m2
    expect_status 4
}

@test "history: JSON and export have everything" {
    add_four
    history export
    expect_status 0
    cp stdout.txt all.json
    history export -o e.json
    expect_status 0
    [ -z "$output" ] || fail "the table is printed too"
    [ "$(json e.json 'len(r["series"])')" = 4 ]
    history export -o e.json --format csv
    expect_status 0
    expect_output ",c1,"
    [ "$(json all.json '[c["commit"] for c in r["commits"]], len(r["series"]), r["machines"][0]["cpu"]')" = \
        "(['c1', 'c2', 'c3', 'c4'], 4, 'A CPU')" ]
    [ "$(json all.json '[p["value"] for s in r["series"] if (s["case"], s["metric"]) == ("sum/case1", "instructions") for p in s["points"]]')" = \
        "[1000.0, 1010.0, 1500.0, 1510.0]" ]
    [ "$(json all.json '[r["runs"][p["run"]]["commit"] for p in r["series"][0]["points"]]')" = "['c1', 'c2', 'c3', 'c4']" ]
    history show case0 --format json
    cp stdout.txt one.json
    [ "$(json one.json '[(s["metric"], s["unit"], s["better"]) for s in r["series"]]')" = "[('time', 'ns', 'less')]" ]
    [ "$(json one.json 'all(p["interval"][0] < p["value"] < p["interval"][1] for p in r["series"][0]["points"])')" = True ]
}

@test "history: what different compilers or flags built is in different series" {
    add_four
    for number in 1 2 3 4; do
        /usr/bin/python3 "$SOURCE/tests/cli/history_inputs.py" "s$number" "c$number" - "${number}00000" 70 |
            sed 's/gcc -O2/gcc -O3/' >"s$number.json"
    done
    history add s?.json
    history show case0
    expect_status 0
    expect_error "1 series is split by compiler and flags, as these differ: --compiler selects one, --across-compilers joins them"
    [ "$(awk '/^sum/ { print $2, $4 }' stdout.txt | tr '\n' ' ')" = "-O2 4 -O3 4 " ]
    history show case0 --compiler -O3
    expect_output "sum/case0, time, of the suite sum on the machine m1"
    expect_no_error "split"
    [ "$(grep -c '^c[1-4]' stdout.txt)" = 4 ]
    history show case0 --across-compilers
    [ "$(grep -c '^c[1-4]' stdout.txt)" = 8 ]
    history export
    cp stdout.txt all.json
    [ "$(json all.json 'sorted((s["case"], s["compiler"], len(s["points"])) for s in r["series"] if s["metric"] == "time")')" = \
        "[('sum/case0', 'gcc -O2', 4), ('sum/case0', 'gcc -O3', 4), ('sum/case1', 'gcc -O2', 4), ('sum/case1', 'gcc -O3', 4)]" ]
    history show case0 -o page.html
    grep -q 'of the suite sum, built by -O3 on the machine m1' page.html
    [ "$(grep -c '<figure><svg' page.html)" = 2 ]
}

@test "history: CSV has a line for each point" {
    add_four
    history show --metric time --format csv
    expect_status 0
    [ "$(wc -l <stdout.txt)" = 9 ]
    expect_output "m1,sum,sum/case0,time,ns,c3,1970-01-04T11:20:00Z,0,main,r3,2026-01-02T03:04:05Z,gcc -O2,150,"
}

@test "history: Otava gets a number in each field" {
    add_four
    add_run r5 c5 c4 500000 152 3
    add_run r6 c6 c5 600000 153 1
    history show --format otava
    expect_status 0
    expect_error "left out are 2 series (the newest run lacks them) and 0 of the runs"
    [ "$(head -1 stdout.txt | tr -d '\r')" = "time,commit,sum/case0" ]
    [ "$(sed -n 4p stdout.txt | tr -d '\r')" = "1970-01-04T11:20:00Z,c3,150" ]
    [ "$(wc -l <stdout.txt)" = 7 ]
    history show --format otava --last 2
    /usr/bin/python3 "$SOURCE/tests/cli/history_inputs.py" r7 c7 c6 700000 150 1 | sed 's/"m1"/"m2"/' >r7.json
    history add r7.json
    history show --format otava
    expect_status 2
    expect_error "otava takes the series of one machine: choose one with --machine"
    history show --format otava --machine m2
    expect_status 0
}

@test "history: a page has a chart and the points of each series" {
    add_four
    history show -o page.html
    expect_status 0
    expect_output newest
    [ "$(grep -c '<figure><svg' page.html)" = 2 ]
    [ "$(grep -c '<details>' page.html)" = 2 ]
    grep -q 'sum/case0: 151.0 ns at c4, +0.67% since the commit before' page.html
    history show case0 --format html
    [ "$(grep -c '<h1>sum/case0: 151.0 ns at c4, ' stdout.txt)" = 1 ]
}

@test "history: --plot draws a chart for each series" {
    add_four
    history show --metric all --plot charts --plot-format svg,png
    expect_status 0
    expect_error "drew 4 charts into 'charts'"
    xmllint --noout charts/sum_case0-time.svg charts/sum_case1-instructions.svg
    [ -s charts/sum_case0-time.png ]
    history show case0 --plot charts --last 1
    expect_status 0
    expect_error "there is nothing to draw"
}

@test "history: files of other tools, with a commit and a machine that the user names" {
    make_commits first
    cat >hyperfine.json <<'JSON'
{"results": [{"command": "sleep 0.1", "times": [0.101, 0.102, 0.103, 0.104, 0.105, 0.106, 0.107]}]}
JSON
    benchrun report "$SOURCE/tests/data/results/run-0.1.0.json" --format gbench >gbench.json
    history add --commit HEAD --machine lab hyperfine.json gbench.json
    expect_status 0
    expect_error "added 2 runs"
    history add --commit HEAD --machine lab hyperfine.json
    expect_error "1 was there already"
    history export
    cp stdout.txt all.json
    [ "$(json all.json 'r["commits"][0]["commit"], r["commits"][0]["parents"]')" = "('$(git rev-parse HEAD)', [])" ]
    [ "$(json all.json '{s["machine"] for s in r["series"] if s["suite"] == "hyperfine"}')" = "{'lab'}" ]
    history add --commit no-such hyperfine.json
    expect_status 2
    expect_error "unknown revision 'no-such'"
    history show 'sleep 0.1'
    expect_status 0
    expect_output "104.0 ms"
}

@test "history: an old result file gets the parents and time of its commit from the repository" {
    make_commits first second
    add_run r1 "$(git rev-parse HEAD)" - - 100
    history export
    cp stdout.txt all.json
    [ "$(json all.json 'r["commits"][0]["time"]')" = "$(git show -s --format=%ct HEAD)" ]
    [ "$(json all.json 'r["commits"][0]["parents"]')" = "['$(git rev-parse HEAD~1)']" ]
}

@test "history: a commit comes after its ancestors, also those in between that were not measured" {
    make_commits
    for date in 500000 300000 100000; do # by clocks that are wrong
        GIT_COMMITTER_DATE="@$date +0000" git -c user.name=t -c user.email=t@localhost -c commit.gpgSign=false \
            commit -q --allow-empty -m "at $date"
    done
    add_run r1 "$(git rev-parse HEAD)" "$(git rev-parse HEAD~1)" 100000 100
    add_run r2 "$(git rev-parse HEAD~2)" - 500000 100
    expected="['$(git rev-parse HEAD~2)', '$(git rev-parse HEAD)']"
    history export
    cp stdout.txt all.json
    [ "$(json all.json '[c["commit"] for c in r["commits"]]')" = "$expected" ]
    # Another history knows it too, and where no repository is around.
    cd ..
    apart benchrun history --history other.db merge h.db
    apart benchrun history --history other.db export
    cp stdout.txt all.json
    [ "$(json all.json '[c["commit"] for c in r["commits"]]')" = "$expected" ]
}

@test "history: run --record adds what is measured, and once" {
    export XDG_DATA_HOME=$BATS_TEST_TMPDIR/data
    apart measure --record -o r.json "$PROGRAMS/good"
    expect_status 0
    expect_error "to the history '$BATS_TEST_TMPDIR/data/benchrun/history.db'"
    apart benchrun history add r.json
    expect_error "1 was there already"
    apart benchrun history show
    expect_status 0
    expect_output "newest"
    mkdir project
    printf '[history]\nfile = own.db\n[run]\nrecord = true\n' >project/benchrun.ini
    cd project
    apart measure "$PROGRAMS/good"
    expect_status 0
    [ -e own.db ]
    apart benchrun history verify
    expect_output "own.db: whole"
    printf '[history]\nfiles = own.db\n' >benchrun.ini
    apart benchrun history verify
    expect_status 2
    expect_error "files"
}

@test "history: --record that cannot work is an error before anything is measured" {
    mkdir h.db
    apart measure --record --history h.db "$PROGRAMS/good"
    expect_status 2
    expect_error "--record: cannot open the history 'h.db': it is a folder"
    [ ! -e benchrun-out ]
}

@test "history: its folder is made, and does not make a repository dirty" {
    make_commits first
    printf '[history]\nfile = .benchrun/history.db\n[run]\nrecord = true\n' >benchrun.ini
    git add benchrun.ini
    git -c user.name=t -c user.email=t@localhost commit -qm second
    for words in show verify; do
        apart benchrun history "$words"
        expect_error "there is no history '$PWD/.benchrun/history.db' yet"
        [ ! -e .benchrun ]
    done
    for _ in 1 2; do
        apart measure "$PROGRAMS/good"
        expect_status 0
        rm stdout.txt stderr.txt
        [ -z "$(git status --porcelain)" ] || fail "$(git status --porcelain)"
    done
    apart benchrun history export
    [[ $output == *'"dirty":false'* && $output != *'"dirty":true'* ]] || fail "the history made its commit dirty"
    apart benchrun history add x.json --history no/such/h.db
    expect_error "x.json"
    apart measure "$PROGRAMS/good" --record --history no/such/h.db
    expect_status 2
    expect_error "cannot begin the history 'no/such/h.db': there is no folder 'no'"
}

@test "history: compare --record that cannot work is an error before anything is built" {
    make_repository
    apart benchrun compare --git HEAD~1..HEAD --record --history no/such/h.db
    expect_status 2
    expect_error "there is no folder 'no'"
    expect_no_error "building"
}

@test "history: compare --record adds both sides with their commits" {
    make_repository
    apart benchrun compare --cpu none --samples 40 --processes 10 --witness never --git HEAD~1..HEAD \
        -f planted/slowed --record --history "$BATS_TEST_TMPDIR/h.db" -o c.json
    expect_status 1
    history export
    cp stdout.txt all.json
    [ "$(json all.json '[x["commit"] for x in r["commits"]]')" = \
        "['$(git rev-parse HEAD~1)', '$(git rev-parse HEAD)']" ]
    [ "$(json all.json 'len(r["runs"]), {len(s["points"]) for s in r["series"] if s["metric"] == "time"}')" = "(2, {2})" ]
    history add c.json
    expect_error "2 were there already"
    apart benchrun compare --record c.json c.json
    expect_status 2
    # Each side by what built it.
    echo "-DFACTOR=2 -g -O1" >flags
    git commit -qam "third, with other flags"
    echo "-DFACTOR=2 -g -O3" >flags
    git commit -qam "fourth, with others again"
    apart benchrun compare --cpu none --samples 4 --processes 2 --witness never --git HEAD~1..HEAD \
        -f planted/slowed --record --history other.db -o c.json
    apart benchrun history export --history other.db
    cp stdout.txt all.json
    [ "$(json all.json '[(x["commit"], "-O1" in x["compiler"], "-O3" in x["compiler"]) for x in r["runs"]]')" = \
        "[('$(git rev-parse HEAD~1)', True, False), ('$(git rev-parse HEAD)', False, True)]" ]
    [ "$(json all.json '{len(s["points"]) for s in r["series"]}')" = "{1}" ]
}

@test "history: merge adds what another history has" {
    add_run r1 c1 - 100000 100
    add_run r2 c2 c1 200000 101
    cp h.db other.db
    add_run r3 c3 c2 300000 150
    mv h.db mine.db
    mv other.db h.db
    add_run r4 c4 c3 400000 151
    history merge mine.db
    expect_status 0
    expect_error "added 1 run with 4 values"
    expect_error "2 were there already"
    history merge mine.db
    expect_error "added 0 runs with 0 values"
    history show case0
    [ "$(grep -oE '^c[0-9]' stdout.txt | tr '\n' ' ')" = "c1 c2 c3 c4 " ]
    expect_whole
    history merge missing.db
    expect_status 2
    expect_error "cannot merge 'missing.db': no such file"
    [ ! -e missing.db ]
    history merge h.db
    expect_status 0
    # What cannot be read does not stop what comes after it.
    rm h.db*
    history merge missing.db r1.json mine.db
    expect_status 2
    expect_error "cannot merge 'missing.db': no such file"
    expect_error "'r1.json' is not a history"
    expect_error "added 3 runs with 12 values"
}

@test "history: prune removes what is older, and nothing else" {
    add_four
    history prune
    expect_status 2
    expect_error "say what to remove"
    history prune --before yesterday
    expect_status 2
    expect_error "a date must be like 2026-01-31"
    history prune --before 2026-01-02
    expect_status 0
    expect_error "removed 0 runs with 0 values; 4 runs are left"
    cp h.db before.db
    history prune --keep 3 --before 2026-01-02
    expect_error "removed 0 runs"
    history prune --keep 3 --before 2026-01-03 --dry-run
    expect_status 0
    expect_error "would remove 1 run with 4 values; 3 runs would be left"
    history prune --keep 3 --machine m2
    expect_status 4
    expect_error "is of a machine that begins with 'm2'; known: m1"
    history prune --keep 3 --branch mian
    expect_status 4
    expect_error "is of the branch 'mian'; known: main"
    history show --machine m2
    expect_status 4
    expect_error "known: m1"
    history prune --keep 3
    expect_error "removed 1 run with 4 values; 3 runs are left"
    history show case0
    [ "$(grep -oE '^c[0-9]' stdout.txt | tr '\n' ' ')" = "c2 c3 c4 " ]
    expect_whole
    history prune --before 2026-01-03
    expect_error "removed 3 runs with 12 values; 0 runs are left"
    expect_whole
    expect_output "0 values in 0 series, of 0 runs at 0 commits on 0 machines"
    rm h.db
    history prune --keep 3
    expect_status 2
    [ ! -e h.db ]
}

@test "history: verify finds what is damaged" {
    add_four
    sql "DELETE FROM run WHERE name = 'r2'"
    sql "DELETE FROM point WHERE series = 1"
    history verify
    expect_status 1
    expect_output "table point"
    expect_output "its run is missing"
    expect_output "series 1 (sum/case0, time) has no points"
    expect_output "commit c2 has no run"
    expect_output "h.db: damaged; save what can be read of it with: benchrun history merge --salvage"
    [[ $output != *\\n* && $output != *values* ]] || fail "line breaks or counts that are not known"
}

# Overwrites the pages FIRST to the LAST from the end.
overwrite_pages() {
    /usr/bin/python3 -c '
import os, sys
size = os.path.getsize("h.db")
with open("h.db", "r+b") as file:
    for page in range(int(sys.argv[1]), size // 4096 - int(sys.argv[2])):
        file.seek(4096 * page + 200)
        file.write(b"x" * 2000)' "$1" "$2"
}

@test "history: verify says what SQLite finds in lines, and how to save the rest" {
    for number in {1..80}; do
        echo "r$number c$number - ${number}00000 100"
    done >runs.txt
    while read -r name commit parent time ns; do
        /usr/bin/python3 "$SOURCE/tests/cli/history_inputs.py" "$name" "$commit" "$parent" "$time" "$ns" >"$name.json"
    done <runs.txt
    history add r*.json
    history export --format csv
    cp stdout.txt whole.csv
    sql "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
    cp h.db good.db
    overwrite_pages 10 2 # of tables and indices
    history verify
    expect_status 1
    cat stdout.txt stderr.txt >both.txt
    refute grep -qF '\n' both.txt
    grep -q 'damaged.*merge --salvage' both.txt
    # A page of values alone: the rest is saved by what verify says, and what was lost is added again.
    cp good.db h.db
    page=$(sql "SELECT max(pageno) - 1 FROM dbstat WHERE name = 'point' AND pagetype = 'leaf'")
    printf '\377%.0s' {1..4096} | dd of=h.db bs=4096 seek="$page" conv=notrunc status=none
    apart benchrun history --history new.db merge h.db
    expect_status 3
    expect_error "benchrun history merge --salvage FILE --history NEW"
    PATH=$(dirname "$BENCHRUN_PROGRAM"):$PATH apart bash -c "$(sed -n 's/^.*save what can be read of it with: //p' both.txt)"
    expect_status 0
    expect_error "a part of '$BATS_TEST_TMPDIR/h.db' cannot be read"
    apart benchrun history --history new.db verify
    expect_status 0
    apart benchrun history --history new.db add r*.json
    apart benchrun history --history new.db export --format csv
    cmp whole.csv stdout.txt
}

@test "history: a file that is cut off or overwritten is named, and left as it is" {
    add_four
    cp h.db good.db
    truncate -s 20000 h.db
    cp h.db short.db
    history verify
    expect_status 1
    expect_error "the history '$BATS_TEST_TMPDIR/h.db' is damaged"
    add_run r5 c5 c4 500000 152
    expect_status 3
    expect_error "is damaged"
    cmp h.db short.db
    cp good.db h.db
    printf 'nonsense nonsense' | dd of=h.db bs=1 conv=notrunc status=none
    history show
    expect_status 2
    expect_error "'$BATS_TEST_TMPDIR/h.db' is not a history of benchrun"
    /usr/bin/python3 -c 'import sqlite3; sqlite3.connect("h2.db").execute("CREATE TABLE t (x)")'
    apart benchrun history --history h2.db add r1.json
    expect_status 2
    expect_error "'h2.db' is not a history of benchrun"
}

@test "history: a file that is locked is waited for, and then it is an error" {
    add_run r1 c1 - 100000 100
    mkfifo hold ready
    /usr/bin/python3 -c '
import sqlite3
database = sqlite3.connect("h.db", isolation_level=None)
database.execute("BEGIN IMMEDIATE")
open("ready", "w").close()
open("hold").close()
database.execute("ROLLBACK")' 3>&- &
    locker=$!
    read -r <ready || true
    history show case0
    expect_status 0
    add_run r2 c2 c1 200000 101
    expect_status 3
    expect_error "another program has been writing to the history '$BATS_TEST_TMPDIR/h.db' for 5 s: try again"
    : >hold
    wait "$locker"
    history add r2.json
    expect_status 0
    expect_error "added 1 run"
}

@test "history: eight writers at once all leave their runs" {
    for writer in {1..8}; do
        mkdir "$writer"
        for run in {1..4}; do
            /usr/bin/python3 "$SOURCE/tests/cli/history_inputs.py" "w$writer-$run" "c$run" - "${run}000" 100 50 \
                >"$writer/$run.json"
        done
    done
    pids=()
    for writer in {1..8}; do
        benchrun history --history h.db -q add "$writer"/*.json 3>&- &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid" || fail "a writer failed"
    done
    expect_whole
    expect_output "3200 values in 100 series, of 32 runs at 4 commits on 1 machine"
}

@test "history: what another user may not write is read, and not written" {
    [ "$(id -u)" -eq 0 ] || skip "only root can play two users"
    place=$(mktemp -d /tmp/benchrun-history-XXXXXX)
    add_four
    cp h.db r1.json "$place"
    chmod 0755 "$place"
    chmod 0644 "$place"/*
    cp "$BENCHRUN_PROGRAM" "$place/benchrun"
    as_nobody() {
        apart setpriv --reuid=65534 --regid=65534 --clear-groups -- env -C / "$place/benchrun" history \
            --history "$place/h.db" "$@"
    }
    as_nobody show case0
    expect_status 0
    expect_output c4
    as_nobody verify
    expect_status 0
    as_nobody add "$place/r1.json"
    expect_status 3
    expect_error "cannot write the history '$place/h.db': you may not write to this file"
    # Some of it is in the journal of a writer that is still there.
    /usr/bin/python3 -c '
import os, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("UPDATE run SET command = 1")
database.commit()
os._exit(0)' "$place/h.db"
    rm -f "$place/h.db-shm"
    as_nobody show case0
    expect_status 3
    expect_error "a part of the history '$place/h.db' is in '$place/h.db-wal'"
    rm -rf "$place"
}
