#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load helpers

setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit 1
    "$BENCHRUN_PROGRAM" run --cpu none --samples 12 --processes 6 -q -o good.json "$PROGRAMS/good" >/dev/null
}

@test "report: the table of a saved run is that of the run" {
    measure -q -o again.json "$PROGRAMS/good" >table.txt
    benchrun report again.json >saved.txt
    diff table.txt saved.txt
}

@test "report: json of a saved run keeps every sample" {
    good=$BATS_FILE_TMPDIR/good.json
    apart benchrun report --format json "$good"
    expect_status 0
    [ "$(json stdout.txt 'len(r["results"])')" -eq 4 ]
    [ "$(json stdout.txt 'rounded(r["results"])')" = "$(json "$good" 'rounded(r["results"])')" ]
    [ "$(json stdout.txt 'rounded(r["comparisons"])')" = "$(json "$good" 'rounded(r["comparisons"])')" ]
}

@test "report: the fits are computed again from the samples" {
    measure -q -o run.json -f duplicates/hash_set "$SUITES/algorithm" >/dev/null
    benchrun report --format json run.json >again.json
    [ "$(json again.json 'rounded(r["fits"])')" = "$(json run.json 'rounded(r["fits"])')" ]
    # The same file with times of 3 ns for each number.
    json run.json '[p.update(samples_ns=[3 * x["arg"] for _ in p["samples_ns"]])
                    for x in r["results"] for p in x["processes"]
                    if not x.update(optimised_away=False)] and json.dumps(r)' >known.json
    apart benchrun report -o known.txt -o fits.json known.json
    grep -qF 'fit: hash_set O(n) ±0.0%' known.txt
    [ "$(json fits.json 'r["fits"][0]["complexity"], r["fits"][0]["points"]')" = "('O(n)', 9)" ]
    [ "$(json fits.json 'round(r["fits"][0]["scale_ns"], 3), len(r["fits"])')" = "(3.0, 1)" ]
}

@test "report: csv has one line for each case" {
    apart benchrun report --format csv "$BATS_FILE_TMPDIR/good.json"
    expect_status 0
    [ "$(wc -l <stdout.txt)" -eq 5 ]
    expect_output "good/twice/n:64,"
}

@test "report: -f and --tag select results" {
    apart benchrun report -f 'good/*/n:16' --format csv "$BATS_FILE_TMPDIR/good.json"
    expect_status 0
    [ "$(wc -l <stdout.txt)" -eq 3 ]
    apart benchrun report -f nothing "$BATS_FILE_TMPDIR/good.json"
    expect_status 4
    expect_error "none of the 4 results in"
    apart benchrun report --tag nothing "$BATS_FILE_TMPDIR/good.json"
    expect_status 4
}

@test "report: several files are one report, and ids that clash name their file" {
    cp "$BATS_FILE_TMPDIR/good.json" a.json
    cp a.json b.json
    apart benchrun report a.json b.json a.json -o all.json
    expect_status 0
    [ "$(grep -c '^12 measured' stdout.txt)" -eq 1 ]
    expect_output "'b' has ids that another file also has, so here they end in ' @b': 4"
    [ "$(json all.json 'len({x["id"] for x in r["results"]})')" -eq 12 ]
    [ "$(json all.json '[x["id"] for x in r["results"]][4]')" = 'good/direct/n:16 @b' ]
    [ "$(json all.json '[x["suite"] for x in r["results"]][4]')" = "$PROGRAMS/good @b" ]
    # Results of separate runs are not compared, nor when the merged file is read again.
    [ "$(json all.json 'len(r["comparisons"])')" -eq 6 ]
    benchrun report all.json -o again.json >/dev/null
    [ "$(json again.json 'sorted(c["id"] for c in r["comparisons"])')" = \
        "$(json all.json 'sorted(c["id"] for c in r["comparisons"])')" ]
}

@test "report: one bad file among several spoils the report" {
    echo '[' >bad.json
    apart benchrun report "$BATS_FILE_TMPDIR/good.json" bad.json
    expect_status 2
    expect_error "cannot read 'bad.json'"
    [ -z "$output" ]
}

@test "report: no file is bad usage" {
    apart benchrun report
    expect_status 2
    expect_error "name a result file"
}

@test "report: a missing file is named" {
    apart benchrun report nowhere.json
    expect_status 2
    expect_error "cannot read 'nowhere.json': No such file or directory"
}

@test "report: a truncated file is refused wherever it was cut" {
    size=$(wc -c <"$BATS_FILE_TMPDIR/good.json")
    for share in 0 1 10 50 90 99; do
        head -c $((size * share / 100)) "$BATS_FILE_TMPDIR/good.json" >cut.json
        apart benchrun report cut.json
        expect_status 2
        expect_error "cannot read 'cut.json'"
    done
}

@test "report: garbage is refused" {
    head -c 10000 "$BENCHRUN_PROGRAM" >garbage.json
    echo '[1, 2' >half.json
    echo '[1, 2]' >list.json
    echo '{}' >empty.json
    echo '{"benchrun": "one"}' >word.json
    echo '{"benchrun": 1, "run": 5}' >number.json
    echo '{"benchrun": 1, "run": {"id": "x"}, "results": [5]}' >results.json
    for file in garbage half list empty word number results; do
        apart benchrun report $file.json
        expect_status 2
        expect_error "cannot read '$file.json'"
    done
}

@test "report: a newer version asks for the benchrun that wrote it" {
    sed 's/"benchrun": 1/"benchrun": 2/' "$BATS_FILE_TMPDIR/good.json" >newer.json
    apart benchrun report newer.json
    expect_status 2
    expect_error "its version is 2 and this benchrun reads 1"
}

@test "report: numbers that were tampered with are refused or computed again" {
    sed 's/"verdict": "[a-z]*"/"verdict": "certain"/' "$BATS_FILE_TMPDIR/good.json" >verdict.json
    apart benchrun report verdict.json
    expect_status 2
    expect_error "'verdict' is not faster, slower, same, placement or unclear"
    sed 's/"median_ns": [0-9.]*/"median_ns": 0.001/' "$BATS_FILE_TMPDIR/good.json" >median.json
    benchrun report "$BATS_FILE_TMPDIR/good.json" >good.txt
    benchrun report median.json >median.txt
    diff good.txt median.txt
}

@test "report: a directory is refused" {
    apart benchrun report .
    expect_status 2
    expect_error "cannot read '.': Is a directory"
}

@test "report: charts from a saved run, in the formats asked for" {
    command -v gnuplot >/dev/null || skip "gnuplot is not installed"
    apart benchrun report --plot charts --plot-format pdf,png "$BATS_FILE_TMPDIR/good.json"
    expect_status 0
    head -c 4 charts/good-n-16.png | grep -q PNG
    head -c 4 charts/good-n-16.pdf | grep -q PDF
    [ ! -e charts/good-n-16.svg ]
    grep -qF '](good-n-16.png)' charts/plots.md
}

@test "report: formats of charts that are not known, or of none, are usage errors" {
    apart benchrun report --plot charts --plot-format svg,gif "$BATS_FILE_TMPDIR/good.json"
    expect_status 2
    expect_error "--plot-format: unknown picture format 'gif'; known: svg, png, pdf"
    apart benchrun report --plot-format svg "$BATS_FILE_TMPDIR/good.json"
    expect_status 2
    expect_error "--plot-format needs --plot DIR"
    [ ! -e charts ]
}

@test "report: a folder that cannot be made costs the charts alone" {
    command -v gnuplot >/dev/null || skip "gnuplot is not installed"
    touch charts
    apart benchrun report --plot charts "$BATS_FILE_TMPDIR/good.json"
    expect_status 3
    expect_error "charts"
    expect_output "good"
}

@test "report: charts in the terminal are text within its width" {
    command -v gnuplot >/dev/null || skip "gnuplot is not installed"
    benchrun report "$BATS_FILE_TMPDIR/good.json" >table.txt
    apart benchrun report --plot-terminal "$BATS_FILE_TMPDIR/good.json"
    expect_status 0
    diff table.txt <(head -n "$(wc -l <table.txt)" stdout.txt)
    expect_output "time relative to direct, less is faster"
    [ "$(tail -n +"$(wc -l <table.txt)" stdout.txt | wc -L)" -le 80 ]
    refute grep -q "$(printf '[\033\014]')" stdout.txt
}

# Runs words on a terminal that answers the question for its attributes; prints what they wrote.
on_answering_terminal() {
    /usr/bin/python3 - "$@" <<'EOF'
import os, pty, sys
answer = sys.argv[1].encode()
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b""
while True:
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    if b"\033[c" in data:
        os.write(fd, b"\033[?" + answer + b"c")
    seen += data
os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
EOF
}

@test "report: a terminal that says it has sixel gets graphics, another text" {
    command -v gnuplot >/dev/null || skip "gnuplot is not installed"
    on_answering_terminal "62;4;22" "$BENCHRUN_PROGRAM" report --plot-terminal "$BATS_FILE_TMPDIR/good.json" >sixel.txt
    grep -qa "$(printf '\033')P" sixel.txt
    on_answering_terminal "64;22;44" "$BENCHRUN_PROGRAM" report --plot-terminal "$BATS_FILE_TMPDIR/good.json" >text.txt
    refute grep -qa "$(printf '\033')P" text.txt
    grep -qa 'time relative to direct' text.txt
}

# What older versions wrote (tests/data/results) is read, and comes to the same verdicts.
@test "report: reads the files of 0.1.0 and 0.2.0" {
    for file in {run,compare,test}-{0.1.0,0.2.0}; do
        old="$SOURCE/tests/data/results/$file.json"
        apart benchrun report --format json "$old"
        expect_status 0
        mv stdout.txt "$file.json"
        benchrun report --format json "$file.json" >again.json
        cmp "$file.json" again.json
        verdicts='sorted((c["id"], c["baseline"], c["verdict"], round(c["ratio"], 9)) for c in r["comparisons"])'
        [ "$(json "$file.json" "$verdicts")" = "$(json "$old" "$verdicts")" ] || fail "$file: other verdicts"
        medians='[round(x["summary"].get("median_ns", 0), 6) for x in r["results"]]'
        [ "$(json "$file.json" "$medians")" = "$(json "$old" "$medians")" ] || fail "$file: other times"
    done
    [ "$(json run-0.1.0.json 'r["results"][0]["metrics"]["cycles"]["source"]')" = chain ]
    [ "$(json run-0.1.0.json '{x["metrics"]["hits"]["source"] for x in r["results"] if "hits" in x["metrics"]}')" = "{'body'}" ]
}
