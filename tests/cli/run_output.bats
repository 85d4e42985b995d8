#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# `benchrun run`: what is printed, what is written, and that nothing measured is lost.
load helpers

# Whether a CSV file has this many records.
has_records() {
    [ "$(/usr/bin/python3 -c 'import csv, sys; print(len(list(csv.reader(open(sys.argv[1], newline="")))))' "$1")" -eq "$2" ]
}

is_table() {
    grep -q '^4 measured' "$1" && grep -q '^direct  *16  ' "$1"
}

@test "output: stdout has the format that --format says" {
    measure -q "$PROGRAMS/good" >table.txt
    is_table table.txt
    measure -q --format table "$PROGRAMS/good" >table.txt
    is_table table.txt
    measure -q --format csv "$PROGRAMS/good" >r.csv
    has_records r.csv 5
    measure -q --format json "$PROGRAMS/good" >r.json
    [ "$(json r.json 'len(r["results"])')" -eq 4 ]
}

@test "output: -o takes the format from the extension, and the table is still printed" {
    apart measure -o r.json -o r.csv -o r.txt "$PROGRAMS/good"
    expect_status 0
    is_table stdout.txt
    is_table r.txt
    has_records r.csv 5
    [ "$(json r.json 'len(r["results"])')" -eq 4 ]
    [ ! -e benchrun-out ]
}

@test "output: --format applies to the next -o, a last one to what is printed" {
    apart measure --format csv -o data --format json -o strict.txt --format csv "$PROGRAMS/good"
    expect_status 0
    has_records data 5
    [ "$(json strict.txt 'len(r["results"])')" -eq 4 ]
    has_records stdout.txt 5
}

@test "output: -o - is stdout" {
    apart measure --format csv -o - -o r.json "$PROGRAMS/good"
    expect_status 0
    has_records stdout.txt 5
    apart measure -o - "$PROGRAMS/good"
    is_table stdout.txt
    [ "$(grep -c '^4 measured' stdout.txt)" -eq 1 ]
}

@test "output: what is not JSON leaves the result file in its folder" {
    apart measure -o r.csv "$PROGRAMS/good"
    expect_status 0
    [ "$(find benchrun-out -name '*.json' | wc -l)" -eq 1 ]
    [ "$(<benchrun-out/.gitignore)" = '*' ]
    apart measure -o r.csv --folder deep/er "$PROGRAMS/good"
    expect_status 0
    [ "$(find deep/er -name '*.json' | wc -l)" -eq 1 ]
}

@test "output: a missing folder is reported before anything is measured" {
    for file in missing/r.json missing/r.csv missing/r.txt; do
        apart measure -o $file "$PROGRAMS/good"
        expect_status 2
        expect_error "missing"
        expect_error "No such file or directory"
        [ -z "$output" ]
        [ ! -e benchrun-out ]
    done
    [ ! -e missing ]
    [ -z "$(find . -name '*.journal')" ]
}

@test "output: an unwritable folder is reported before anything is measured" {
    # Root may write everywhere, until it gives that right away.
    local as_owner=()
    [ "$(id -u)" -ne 0 ] || as_owner=(setpriv --inh-caps=-dac_override --bounding-set=-dac_override)
    mkdir locked
    chmod a-w locked
    for file in locked/r.json locked/r.csv; do
        apart "${as_owner[@]}" "$BENCHRUN_PROGRAM" run -o $file "$PROGRAMS/good"
        expect_status 2
        expect_error "locked"
    done
    apart "${as_owner[@]}" "$BENCHRUN_PROGRAM" run --folder locked/below "$PROGRAMS/good"
    expect_status 2
    expect_error "locked/below"
}

@test "output: a folder that cannot be made is named" {
    touch file
    apart measure --folder file/below "$PROGRAMS/good"
    expect_status 2
    expect_error "cannot create the folder 'file/below'"
}

@test "output: a folder in a file's place is reported before anything is measured" {
    mkdir taken.json
    apart measure -o taken.json "$PROGRAMS/good"
    expect_status 2
    expect_error "cannot write 'taken.json': it is a folder"
    [ ! -e taken.json.journal ]
}

@test "output: a pipe or a device is written to, never replaced" {
    for format in json csv; do
        mkfifo pipe.$format
        cat pipe.$format >got.$format &
        apart measure --folder out -o pipe.$format "$PROGRAMS/good"
        expect_status 0
        [ -p pipe.$format ]
        wait_for test -s got.$format
    done
    has_records got.csv 5
    [ "$(json got.json 'len(r["results"])')" -eq 4 ]
    [ "$(find out -name '*.json' | wc -l)" -eq 2 ]
}

@test "output: a symbolic link stays one" {
    mkdir there
    echo old >there/r.json
    ln -s there/r.json link.json
    measure -q -o link.json "$PROGRAMS/good" >/dev/null
    [ -L link.json ]
    [ "$(json there/r.json 'len(r["results"])')" -eq 4 ]
}

@test "output: the order, unit, columns and width of a table are checked" {
    for words in "--sort size" "--unit min" "--width 5" "--columns ," "--columns case,case"; do
        # shellcheck disable=SC2086 # an option and its value
        apart measure $words "$PROGRAMS/good"
        expect_status 2
        expect_error "${words%% *} "
    done
    [ ! -e benchrun-out ]
    apart measure --sort declared --unit us --columns case,median --width 100 "$PROGRAMS/good"
    expect_status 0
}

@test "output: an unknown column costs nothing that was measured" {
    apart measure --columns median,colour -o r.json "$PROGRAMS/good"
    expect_status 2
    expect_error "unknown column 'colour'; known: case, best, median"
    [ "$(json r.json 'len(r["results"])')" -eq 4 ]
    expect_output "speed-up [interval]"
    apart benchrun compare --cpu none --time 0.1 --columns change,colour -o c.json "$PROGRAMS/good" "$PROGRAMS/good"
    expect_status 2
    expect_error "unknown column 'colour'; of two builds there are: case, base, head"
    expect_output "detectable"
}

@test "output: a metric has a column for each of two builds" {
    apart benchrun compare --cpu none --time 0.1 -f good/direct/n:64 --columns change,cycles \
        "$PROGRAMS/good" "$PROGRAMS/good"
    expect_output "base cycles  head cycles"
    grep -Eq '^good/direct/n:64 .* ~?[0-9.]+ +~?[0-9.]+$' stdout.txt
}

@test "output: --width and COLUMNS set the width of what is printed, --width that of files too" {
    measure -o run.json "$PROGRAMS/good" >/dev/null 2>&1
    COLUMNS=60 apart benchrun report run.json -o - -o wide.txt
    expect_status 0
    [ "$(grep '^warning\|^  ' stdout.txt | wc -L)" -le 60 ]
    apart benchrun report --width 50 run.json -o - --format table -o narrow.txt
    diff stdout.txt narrow.txt
    [ "$(grep '^warning\|^  ' narrow.txt | wc -L)" -le 50 ]
    refute diff -q narrow.txt wide.txt >/dev/null
}

@test "output: a journal that is in the way is not overwritten" {
    echo precious >r.json.journal
    apart measure -o r.json "$PROGRAMS/good"
    expect_status 2
    expect_error "r.json.journal"
    expect_error "--resume"
    [ "$(<r.json.journal)" = precious ]
}

@test "output: a full stdout is an error, and the result is saved" {
    [ -e /dev/full ] || skip "no /dev/full"
    status=0
    measure -o r.json "$PROGRAMS/good" >/dev/full 2>stderr.txt || status=$?
    expect_status 3
    grep -q 'cannot write to stdout' stderr.txt
    [ "$(json r.json 'len(r["results"])')" -eq 4 ]
}

@test "output: streams that are closed do no harm" {
    measure -o in.json "$PROGRAMS/good" <&- >stdout.txt
    is_table stdout.txt
    [ "$(json in.json 'len(r["results"])')" -eq 4 ]
    status=0
    measure -o out.json "$PROGRAMS/good" >&- 2>stderr.txt || status=$?
    expect_status 3
    grep -q 'cannot write to stdout: Bad file descriptor' stderr.txt
    [ "$(json out.json 'len(r["results"])')" -eq 4 ]
    measure -o error.json "$PROGRAMS/good" 2>&- >stdout.txt
    is_table stdout.txt
    [ "$(json error.json 'len(r["results"])')" -eq 4 ]
    refute measure -o all.json -o all.txt "$PROGRAMS/good" <&- >&- 2>&-
    [ "$(json all.json 'len(r["results"])')" -eq 4 ]
    is_table all.txt
    [ ! -e benchrun-out ]
}

@test "output: a reader that goes away does no harm" {
    measure -o r.json "$PROGRAMS/good" 2>/dev/null | true
    [ "$(json r.json 'len(r["results"])')" -eq 4 ]
}

@test "output: quiet says nothing on stderr" {
    apart measure -q -o r.json "$PROGRAMS/good"
    expect_status 0
    [ -z "$errors" ]
    is_table stdout.txt
}

@test "output: without a terminal there is neither colour nor a progress line" {
    apart measure -o r.json "$PROGRAMS/good"
    refute grep -q "$(printf '[\033\r]')" stdout.txt stderr.txt
}

# Runs a command on a terminal.
on_terminal() {
    script -qec "$1" /dev/null </dev/null
}

@test "output: colour is for terminals, and --color and NO_COLOR decide" {
    measure -q -o bad.json -f lie/no_loop -f lie/good "$PROGRAMS/lie" >/dev/null || true
    escape=$(printf '\033')
    benchrun report --color always bad.json | grep -q "$escape"
    benchrun report --color never bad.json | refute grep -q "$escape"
    benchrun report bad.json | refute grep -q "$escape"
    command -v script >/dev/null || skip "script is not installed"
    on_terminal "$BENCHRUN_PROGRAM report bad.json" | grep -q "$escape"
    NO_COLOR=1 on_terminal "$BENCHRUN_PROGRAM report bad.json" | refute grep -q "$escape"
    TERM=dumb on_terminal "$BENCHRUN_PROGRAM report bad.json" | refute grep -q "$escape"
    on_terminal "$BENCHRUN_PROGRAM report --color never bad.json" | refute grep -q "$escape"
    NO_COLOR=1 on_terminal "$BENCHRUN_PROGRAM report --color always bad.json" | grep -q "$escape"
    apart benchrun report --color sometimes bad.json
    expect_status 2
    expect_error "--color must be one of auto, always, never, not 'sometimes'"
}

@test "output: on a terminal a progress line comes and goes" {
    command -v script >/dev/null || skip "script is not installed"
    on_terminal "$BENCHRUN_PROGRAM run --cpu none --samples 4 --processes 2 -o r.json $PROGRAMS/good" >all.txt
    grep -q '\[1/2\] good/direct/n:16' all.txt
    on_terminal "$BENCHRUN_PROGRAM run -q --cpu none --samples 4 --processes 2 -o q.json $PROGRAMS/good" >quiet.txt
    refute grep -q '\[1/2\]' quiet.txt
}

@test "output: fits the terminal; without one a table is as wide as it needs, prose is not" {
    measure -q -o r.json "$PROGRAMS/good" "$PROGRAMS/lie" >table.txt || true
    grep -qE '^case +n +best .*median .*cycles .*speed-up \[interval\]  verdict' table.txt
    [ "$(grep -A99 '^Per iteration' table.txt | wc -L)" -le 80 ]
    on_terminal "stty cols 60; $BENCHRUN_PROGRAM report --color never r.json" | grep -v measured >narrow.txt
    [ "$(tr -d '\r' <narrow.txt | wc -L)" -le 60 ]
}

@test "output: charts where gnuplot is" {
    command -v gnuplot >/dev/null || skip "gnuplot is not installed"
    apart measure --plot charts -o r.json "$PROGRAMS/good"
    expect_status 0
    expect_error "drew 10 charts; index: charts/plots.md"
    for chart in good-n-16 good-n-64 good_direct_n_16-distribution good_twice_n_64-order; do
        grep -q '<svg' charts/$chart.svg
        grep -qF "($chart.svg)" charts/plots.md
    done
    [ "$(find charts -type f | wc -l)" -eq 11 ]
}

@test "output: without gnuplot one line says what is missing, and everything else works" {
    mkdir empty
    apart env PATH="$PWD/empty" "$BENCHRUN_PROGRAM" run --cpu none --samples 4 --processes 2 \
        --plot charts -o r.json "$PROGRAMS/good"
    expect_status 0
    [ "$(grep -c "'gnuplot' is not installed" stderr.txt)" -eq 1 ]
    expect_error "gnuplot-nox"
    is_table stdout.txt
    [ "$(json r.json 'len(r["results"])')" -eq 4 ]
}

@test "output: hostile names in every format, and nothing is executed" {
    mkdir tmp # gnuplot draws in a folder there
    TMPDIR=$PWD/tmp apart measure -o r.json -o r.csv -o r.txt --plot charts "$PROGRAMS/hostile"
    expect_status 0
    rmdir tmp
    [ -z "$(find . -name '*pwned*' ! -path './charts/*.svg')" ]
    [ ! -e "$PROGRAMS/pwned" ]
    [ "$(json r.json 'len(r["results"])')" -eq 18 ]
    [ "$(json r.json '[x["name"] for x in r["results"]][1]')" = 'a"; system("touch pwned"); "' ]
    has_records r.csv 19
    refute grep -q "$(printf '[\033\007]')" stdout.txt stderr.txt r.txt r.csv
    grep -q 'größer 漢字 é 🚀' r.txt
    # A spreadsheet takes no cell for a formula.
    /usr/bin/python3 -c '
import csv
print(*(cell for row in csv.reader(open("r.csv", newline="")) for cell in row), sep="\n")' | refute grep -qE '^[=@]'
}

@test "output: charts of hostile names are drawn, in their folder and nowhere else" {
    command -v gnuplot >/dev/null || skip "gnuplot is not installed"
    mkdir tmp
    TMPDIR=$PWD/tmp apart measure -o r.json --plot charts --plot-format svg,png "$PROGRAMS/hostile"
    expect_status 0
    [ -s charts/hostile.svg ]
    [ -s charts/hostile.png ]
    for chart in charts/*.svg; do
        /usr/bin/python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$chart"
    done
    refute grep -qE '<script|^!touch' charts/plots.md
    rmdir tmp
    [ -z "$(find . -name '*pwned*' ! -path './charts/*.svg' ! -path './charts/*.png')" ]
}
