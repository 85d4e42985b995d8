#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# On programs of the system a profile says what other tools do.
load helpers

# Succeeds where two numbers differ by at most 1 %.
agree() {
    awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > 0.99 * b && a < 1.01 * b) }' || fail "$1, but the other tool has $2"
}

@test "peers: instructions by function are those of callgrind_annotate" {
    head -c 30000 "$BENCHRUN_PROGRAM" >input
    valgrind -q --tool=callgrind --callgrind-out-file=counts xz -kc input >/dev/null
    callgrind_annotate counts >annotated.txt
    benchrun profile --pass calls -q -o p.json -- xz -kc input >/dev/null
    benchrun report p.json --top 0 >table.txt
    total=$(sed -n 's/^ *\([0-9,]*\) (100.0%)  PROGRAM TOTALS/\1/p' annotated.txt | tr -d ,)
    agree "$(json p.json 'int(sum(v for m in r["metrics"] if m["name"] == "instructions" for _, v in m["self"]))')" "$total"
    # The first five functions: "56,871,720 (43.97%)  ???:NAME [FILE]".
    sed -n 's/^ *\([0-9,]*\) ([ 0-9.]*%)  [^:]*:\([^ ]*\) \[.*liblzma.*/\1 \2/p' annotated.txt | head -n 5 | tr -d , >wanted.txt
    [ "$(wc -l <wanted.txt)" -eq 5 ]
    # What we write, it reads: the same functions have as much.
    benchrun report p.json --format callgrind >ours
    callgrind_annotate ours >ours.txt
    while read -r instructions name; do
        tr -d , <ours.txt | grep -Eq "^ *$instructions \([ 0-9.]+%\) .*:$name( |$)" || fail "in our file, $name: not $instructions"
    done <wanted.txt
    while read -r instructions name; do
        grep -Eq " $instructions .* $name " table.txt || fail "$name: $instructions"
    done <wanted.txt
}

@test "peers: allocations and their peak are those of DHAT" {
    export GIT_CONFIG_GLOBAL=/dev/null
    git init -q -b main .
    for i in 1 2 3; do
        seq $((i * 300)) >numbers
        git add numbers
        git -c user.name=tester -c user.email=tester@localhost commit -qm "commit $i"
    done
    valgrind --tool=dhat --dhat-out-file=/dev/null git log -p >/dev/null 2>dhat.txt
    benchrun profile --pass heap -q -o p.json -- git log -p >/dev/null
    of_metric() { json p.json "int(sum(v for m in r['metrics'] if m['name'] == '$1' for _, v in m['self']))"; }
    of_dhat() { sed -n "s/.* $1: *\([0-9,]*\) bytes in \([0-9,]*\) blocks/\\$2/p" dhat.txt | tr -d ,; }
    agree "$(of_metric allocations)" "$(of_dhat Total 2)"
    agree "$(of_metric bytes)" "$(of_dhat Total 1)"
    agree "$(of_metric peak)" "$(of_dhat "At t-gmax" 1)"
}

# Of a command's functions that have more than 5 % by `perf report`, benchrun says the same within 2 points; their number
# is in $n. Both sample one run, as no two runs are alike.
expect_shares_of_perf() {
    perf record -q -F 9973 -e cpu-clock -o perf.data -- \
        "$BENCHRUN_PROGRAM" profile --rate 9973 -q -o p.json -- "$@" >/dev/null
    perf report -i perf.data --stdio --no-children -F overhead,sym --percentage relative --comms "${1##*/}" 2>/dev/null |
        sed -nE 's/^ *([0-9.]+)% +\[\.\] ([A-Za-z_]\S*) *$/\1 \2/p' | awk '$1 > 5' >wanted.txt
    benchrun report p.json --top 0 >table.txt
    while read -r share name; do
        ours=$(awk -v name="$name" '$9 == name { print $1 + 0 }' table.txt)
        awk -v a="$ours" -v b="$share" 'BEGIN { exit !(a != "" && a > b - 2 && a < b + 2) }' ||
            fail "$name: ${ours:-nothing}, but perf has $share"
    done <wanted.txt
    n=$(wc -l <wanted.txt)
}

@test "peers: shares of CPU time are those of perf report" {
    expect_shares_of_perf /usr/bin/python3 -c 'print(sum(i * i % 7 for i in range(30000000)))'
    [ "$n" -ge 2 ] || fail "python3: $n functions"
    # shellcheck disable=SC2016 # Perl's variables
    expect_shares_of_perf perl -e 'my %h; $h{$_ % 1000} .= chr(65 + $_ % 26) for 1 .. 12000000; print length $h{7}'
    [ "$n" -ge 2 ] || fail "perl: $n functions"
}
