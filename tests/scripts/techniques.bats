#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load ../cli/helpers

HERE=$SOURCE/tests/scripts

techniques() {
    "$SOURCE/scripts/techniques" --output page.md "$@"
}

# The table with a change: sed's words.
changed_table() {
    sed "$@" "$HERE/techniques.ini" >table.ini
}

@test "techniques: the page of a saved run is the golden one" {
    techniques --table "$HERE/techniques.ini" "$HERE/techniques.json"
    [ "${BENCHRUN_UPDATE_GOLDEN:-}" != 1 ] || cp page.md "$HERE/techniques.md"
    diff -u "$HERE/techniques.md" page.md
}

@test "techniques: what is below the literature follows from the numbers" {
    changed_table 's/10-200/5.1-200/'
    techniques --table table.ini "$HERE/techniques.json"
    grep -q 'below the literature.s 5.1x: the literature starts from an interpreter' page.md
    changed_table 's/10-200/5-200/' # the interval is 3.33 to 5.00
    techniques --table table.ini "$HERE/techniques.json"
    refute grep -q 'the literature starts from an interpreter' page.md
}

@test "techniques: a case that is missing is named, and no page is written" {
    changed_table 's#find/hash#find/lost#'
    apart techniques --table table.ini "$HERE/techniques.json"
    expect_status 2
    expect_error "no case 'find/lost/n:1000' of the suite 'search' (in 'Better algorithm')"
    [ ! -e page.md ]
    changed_table 's/suite = search/suite = layout/'
    apart techniques --table table.ini "$HERE/techniques.json"
    expect_status 2
    expect_error "no case 'find/hash/n:1000' of the suite 'layout'"
}

@test "techniques: another baseline than the group's, and a metric that is not there, are named" {
    changed_table 's#find/hash/n:1000 over find/scan#find/hash/n:1000 over find/sorted#'
    apart techniques --table table.ini "$HERE/techniques.json"
    expect_status 2
    expect_error "'find/hash/n:1000' was compared with 'find/scan/n:1000', not with 'find/sorted/n:1000'"
    changed_table 's/metric = size/metric = weight/'
    apart techniques --table table.ini "$HERE/techniques.json"
    expect_status 2
    expect_error "'sum/packed' has no metric 'weight'"
}

@test "techniques: a table or a file that is wrong says what is wrong" {
    changed_table 's/ over / under /'
    apart techniques --table table.ini "$HERE/techniques.json"
    expect_status 2
    expect_error "'find/sorted/n:1000 under find/scan/n:1000' is not 'CASE over BASELINE'"
    changed_table 's/1-cores/some/'
    apart techniques --table table.ini "$HERE/techniques.json"
    expect_status 2
    expect_error "literature is 'some'"
    changed_table /lesson/d
    apart techniques --table table.ini "$HERE/techniques.json"
    expect_status 2
    expect_error "[Better algorithm] has no 'lesson'"
    echo '[]' >other.json
    apart techniques --table "$HERE/techniques.ini" other.json
    expect_status 2
    expect_error "'other.json' is not a result file of 'benchrun run'"
    apart techniques --table "$HERE/techniques.ini" nowhere.json
    expect_status 2
    expect_error "nowhere.json"
}

@test "techniques: every case of scripts/techniques.ini is one of the suites" {
    "$SOURCE/scripts/techniques" --build "$BUILD" --check
    changed_table 's/^suite = .*/suite = algorithm/'
    apart "$SOURCE/scripts/techniques" --build "$BUILD" --table table.ini --check
    expect_status 2
    expect_error "no case 'find/sorted/n:1000' of the suite 'algorithm'"
    changed_table 's/^suite = .*/suite = nowhere/'
    apart "$SOURCE/scripts/techniques" --build "$BUILD" --table table.ini --check
    expect_status 2
    expect_error "the suite 'nowhere' cannot be listed"
}
