#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What reviewers read: `--format markdown` and `--format github`.
load helpers

setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit 1
    for factor in 1 2; do
        cc -O2 -DFACTOR=$factor -I "$SOURCE/include" "$SOURCE/tests/cli/planted.c" \
            "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" -o side$factor
    done
    "$BENCHRUN_PROGRAM" compare side1 side2 --cpu none --time 0.3 -q -o sides.json >/dev/null || true
    "$BENCHRUN_PROGRAM" run --cpu none --samples 4 --processes 2 -q -o hostile.json "$PROGRAMS/hostile" >/dev/null || true
}

# As GitHub would show it; fails where something in it became markup.
render() {
    command -v cmark-gfm >/dev/null || skip "cmark-gfm is not installed"
    /usr/bin/python3 "$SOURCE/tests/cli/render_markdown.py" "$1"
}

@test "markdown: of two builds, of a run, and of a saved file" {
    apart benchrun report --format markdown "$BATS_FILE_TMPDIR/sides.json"
    expect_status 0
    expect_output "### 1 regression (planted/slowed "
    expect_output "| <code>planted/slowed</code> |"
    measure -q -o good.json -o good.md "$PROGRAMS/good"
    benchrun report good.json -o saved.md >/dev/null
    diff good.md saved.md
    grep -q '^### ' good.md
    grep -q '<details><summary>good: 4 cases</summary>' good.md
    tail -n 1 good.md | grep -q '<code>.*benchrun run .*</code>'
}

@test "markdown: hostile names are text, and nothing in them is run" {
    benchrun report -o hostile.md "$BATS_FILE_TMPDIR/hostile.json" >/dev/null
    render hostile.md >text.txt
    for name in '<script>alert(1)</script> &amp; | _a_ **b** %s %n %41 #,";=+@' \
        'a"; system("touch pwned"); "' '\u202egnol\u202c' 'two\nlines\r\nok' '[a-z]*?{x,y}' \
        "it's \"quoted\" \\ back\\slash 'twice'" 'größer 漢字' 'three hundred characters, ten by t'; do
        grep -qF -- "$name" text.txt || fail "not shown: $name"
    done
    [ ! -e pwned ]
}

@test "github: annotates a regression at its file and line and appends to the summary" {
    git init -q . && mkdir -p bench && cp "$SOURCE/tests/cli/planted.c" bench/ && git add .
    echo "what others wrote" >summary.md
    GITHUB_STEP_SUMMARY=summary.md apart benchrun report --format github "$BATS_FILE_TMPDIR/sides.json"
    expect_status 0
    line=$(grep -n 'BENCH(planted, slowed)' bench/planted.c | cut -d: -f1)
    expect_output "::error file=bench/planted.c,line=$line,title=planted/slowed is slower::"
    expect_output "::notice title=benchrun::1 regression"
    benchrun report --format markdown "$BATS_FILE_TMPDIR/sides.json" >report.md
    { echo "what others wrote"; cat report.md; } | diff - summary.md
}

@test "github: annotations need neither a repository nor a summary" {
    unset GITHUB_STEP_SUMMARY
    apart benchrun report --format github "$BATS_FILE_TMPDIR/sides.json"
    expect_status 0
    expect_output "::error title=planted/slowed is slower::"
}

@test "github: goes to stdout next to the table" {
    export GITHUB_STEP_SUMMARY=
    apart benchrun report --format github -o - --format table -o - "$BATS_FILE_TMPDIR/sides.json"
    expect_status 0
    expect_output "::error "
    expect_output "planted/left_alone"
}

@test "github: hostile names stay in their commands" {
    apart benchrun report --format github "$BATS_FILE_TMPDIR/hostile.json"
    refute grep -vE '^::(error|warning|notice) ' stdout.txt
    [ ! -e pwned ]
}

@test "github: a summary that cannot be written is said, and the annotations are there" {
    GITHUB_STEP_SUMMARY=/nonexistent/summary apart benchrun report --format github "$BATS_FILE_TMPDIR/sides.json"
    expect_status 3
    expect_output "::notice "
    expect_error "\$GITHUB_STEP_SUMMARY: cannot append to '/nonexistent/summary': No such file or directory"
}
