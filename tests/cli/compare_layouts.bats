#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun compare: layouts of machine code.
load helpers
load compare_helpers

@test "compare: --layouts needs no recipe" {
    make_repository
    compare_by_count --git HEAD~1..HEAD --layouts 11 -f planted/slowed -o out.json --fail-on never
    expect_status 0
    expect_error "building base HEAD~1"
    expect_error "layout 11"
    expect_error "layout 27"
    [ "$(json out.json 'sorted({tuple(sorted({p.get("layout", 0) for p in x["processes"]})) for x in r["results"]})')" = \
        "[(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]" ] || fail "$(json out.json 'r["results"]')"
}

@test "compare: --layouts says where it has no effect, and what it needs" {
    make_repository
    sed -i "s/command = cc /command = \$(command -v cc) /" benchrun.ini
    compare --git HEAD --layouts 11
    expect_status 0
    sed -i "s,command = [^ ]* [^ ]* cc),command = $(command -v cc)," benchrun.ini
    compare --git HEAD --layouts 11
    expect_status 2
    expect_error "--layouts has no effect on the build of base"
    make_suite plain
    compare --aa plain --layouts 11 -f planted/slowed
    expect_output "warning: --layouts needs --git or --build-*"
    compare --aa plain --layouts 10
    expect_status 2
    expect_error "--layouts must be auto or a whole number from 11 to 500, not '10'"
}

@test "compare: --layouts auto builds layouts for what differs alone, and they decide" {
    make_repository
    compare_by_count --git HEAD~1..HEAD --layouts auto -o out.json
    expect_status 1
    expect_error "layout 32"
    expect_output "1 regression (planted/slowed"
    [[ $output =~ "warning: 1 case differed in one layout, so "(22|44|88|176)" layouts of both sides decide" ]] || fail "$output"
    /usr/bin/python3 - <<'PY'
import json
run = json.load(open("out.json"))
for result in run["results"]:
    layouts = {process.get("layout", 0) for process in result["processes"]}
    # It may be decided before the last one is reached.
    is_good = len(layouts) >= 8 if result["id"] == "planted/slowed" else layouts == {0}
    assert is_good, (result["id"], result["side"], layouts)
assert len(run["results"]) == 4, run["results"]
assert len({c["id"] for c in run["comparisons"]}) == len(run["comparisons"]) == 2
PY
    apart benchrun report out.json
    expect_output "1 regression (planted/slowed"
}

@test "compare: --layouts auto builds none where nothing differs" {
    make_repository
    compare --git HEAD --layouts auto -f planted/left_alone
    expect_status 0
    expect_no_error "layout"
}
