#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# benchrun bisect: which commit it finds.
load helpers
load bisect_helpers

# main: first - m1 ... m20 - m21 ... m40 - merge - m42 ... m55, where m26 to m29 are broken; the topic
# t1 ... t9 began at m20, and t5 is slow: 64 commits.
make_large_history() {
    begin_history "$1"
    local i
    for i in {1..40}; do
        case $i in
            2[6-9]) commit main "m$i" nonsense ;;
            1) commit main m1 -DFACTOR=1 first ;;
            *) commit main "m$i" -DFACTOR=1 ;;
        esac
    done
    commit topic t1 -DFACTOR=1 m20
    for i in {2..4}; do commit topic "t$i" -DFACTOR=1; done
    for i in {5..9}; do commit topic "t$i" -DFACTOR=3; done
    commit main merge -DFACTOR=3 m40 t9
    for i in {42..55}; do commit main "m$i" -DFACTOR=3; done
    end_history
}

@test "bisect: finds one commit of 64, past broken builds and in a merge" {
    make_large_history "$BATS_FILE_TMPDIR/large"
    [ "$(git rev-list --count first..main)" -eq 64 ]
    bisect first..main -f planted/slowed --format json
    expect_status 0
    expect_found t5
    expect_error "main is slower than first: +"
    expect_error "commits left, about 6 steps: measuring "
    expect_error "is skipped: it could not be built"
    [ "$(json out.json 'r["outcome"], r["case"], r["good"]["name"], r["change"]["verdict"]')" = \
        "('found', 'planted/slowed', 'first', 'slower')" ]
    [ "$(json out.json 'len(r["measured"]) < 18')" = True ] || fail "too many steps"
    [ "$(json out.json 'len({(m["base"], m["commit"]) for m in r["measured"]}) == len(r["measured"])')" = True ]
    [ "$(json out.json 'r["change"]["interval"][0] > 2')" = True ]
    [ -z "$(git status --porcelain)" ]
    [ ! -e benchrun-out ]
}

@test "bisect: what is known is not measured again, and the text names the commit" {
    cd "$BATS_FILE_TMPDIR/large"
    local t5 t4
    t5=$(git rev-parse t5) t4=$(git rev-parse t4)
    bisect first..main -f planted/slowed
    expect_status 0
    expect_error "continuing: "
    expect_no_error "measuring "
    expect_output "planted/slowed got slower with ${t5:0:12}"
    expect_output "commit   $t5"
    expect_output "subject  t5"
    expect_output "author   tester <tester@localhost>"
    expect_output "date     2023-11-14T22:"
    expect_output " against its parent ${t4:0:12}"
    expect_output " from first ($(git rev-parse first | cut -c1-12)) to main ("
}

@test "bisect: --first-parent stops at the merge" {
    cd "$BATS_FILE_TMPDIR/large"
    bisect first..main -f planted/slowed --first-parent --format json
    expect_status 0
    expect_found merge
    expect_no_error "steps: measuring"
}

@test "bisect: commits that cannot be judged are named" {
    begin_history unclear
    commit main u1 -DFACTOR=1 first
    commit main u2 nonsense
    commit main u3 nonsense
    commit main u4 -DFACTOR=3
    commit main u5 -DFACTOR=3
    end_history
    bisect first..main -f planted/slowed
    expect_status 3
    expect_output "planted/slowed got slower with one of 3 commits, which cannot be distinguished:"
    expect_output "$(git rev-parse u2 | cut -c1-12) u2 (it could not be built)"
    expect_output "$(git rev-parse u3 | cut -c1-12) u3 (it could not be built)"
    expect_output "$(git rev-parse u4 | cut -c1-12) u4 (it is like the bad end)"
    expect_error "is skipped: it could not be built"
    bisect first..main -f planted/slowed --format json
    expect_status 3
    [ "$(found)" = "['u2', 'u3', 'u4']" ] || fail "found: $(found)"
    [ "$(grep -c '"why": "it could not be built"' stdout.txt)" -ge 2 ]
    grep -q '"why": "it is like the bad end"' stdout.txt
    expect_no_error "measuring"
}

@test "bisect: finds an improvement; texts of commits are escaped" {
    begin_history hostile
    sed -i s/1/3/ flags
    git commit -qam "slow"
    sed -i s/3/1/ flags
    git -c user.name=$'Eve \033]0;x\007y' commit -qam $'::error::boom \033[2J\u202e' -m $'why\n::error::bang'
    bisect HEAD~1..HEAD -f planted/slowed
    expect_status 0
    expect_output "planted/slowed got faster with "
    expect_output 'subject  ::error::boom \x1b[2J\u202e'
    expect_output 'message  why'
    expect_output '      |  ::error::bang'
    expect_output 'author   Eve \x1b]0;x\x07y <tester@localhost>'
    refute grep -q $'[\033\007]' stdout.txt stderr.txt
    refute grep -q '^::error' stdout.txt stderr.txt
    bisect HEAD~1..HEAD -f planted/slowed --format json
    refute grep -q $'[\033\007]' stdout.txt stderr.txt
    [[ $(found) == *'::error::boom \x1b[2J'* ]] || fail "found: $(found)"
}

@test "bisect: a change in two steps is found by the larger, and told to be part of it" {
    begin_history steps
    commit main a1 -DFACTOR=2 first
    commit main a2 -DFACTOR=2
    commit main a3 -DFACTOR=8
    commit main a4 -DFACTOR=8
    end_history
    bisect first..main -f planted/slowed
    expect_status 0
    expect_output "subject  a3"
    expect_output "It is part of the change. This looks for the rest:"
    range=$(git rev-parse first | cut -c1-12)..$(git rev-parse a2 | cut -c1-12)
    expect_output "benchrun bisect $range --cpu none --samples 8 --processes 8 --alpha 10 --witness never -f planted/slowed"
    # All that was given is in it, as a shell takes it.
    bisect -f slowed --restart --time=3 --launcher 'env A=b' first..main
    expect_output "benchrun bisect $range --cpu none --samples 8 --processes 8 --alpha 10 --witness never -f slowed --time=3 --launcher 'env A=b'"
}
