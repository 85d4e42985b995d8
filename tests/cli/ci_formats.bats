#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# TAP and JUnit, read by what reads them: Perl's TAP::Parser (prove), and xmllint with a schema.
load helpers

# Reads TAP and prints `passed failed skipped`, then the message of each test that failed, as Perl
# text; fails where the stream or a YAML block breaks the protocol.
read_tap() {
    # shellcheck disable=SC2016 # it is Perl
    perl -MTAP::Parser -MTAP::Parser::YAMLish::Reader -e '
        open my $file, "<:encoding(UTF-8)", shift or die; local $/; my $text = <$file>;
        binmode STDOUT, ":encoding(UTF-8)";
        my $parser = TAP::Parser->new({tap => $text});
        my ($last, $skipped) = ("", 0);
        while (my $token = $parser->next) {
            $skipped++ if $token->is_test && $token->has_skip;
            $last = $token->description if $token->is_test && !$token->is_ok;
            print "$last\t", $token->data->{message}, "\n" if $token->is_yaml;
            die "unknown: " . $token->raw if $token->is_unknown;
        }
        die join("\n", $parser->parse_errors) if $parser->parse_errors;
        print scalar($parser->passed), " ", scalar($parser->failed), " $skipped\n"' "$1"
}

expect_valid() {
    xmllint --noout --schema "$SOURCE/tests/reports/junit.xsd" "$@"
}

setup_file() {
    command -v xmllint prove >/dev/null || skip "xmllint or prove is not installed"
}

@test "ci formats: the golden files are valid, hostile names and all" {
    expect_valid "$SOURCE"/tests/reports/golden/*.xml
    for file in "$SOURCE"/tests/reports/golden/*.tap; do
        read_tap "$file" >read.txt
    done
}

@test "ci formats: the schema refuses what it should" {
    golden=$SOURCE/tests/reports/golden/tested.xml
    sed 's/<properties\/>//' "$golden" >order.xml
    sed 's/ time="[^"]*"//' "$golden" >time.xml
    sed 's/timestamp="\([^"]*\)"/timestamp="\1Z"/' "$golden" >zone.xml
    sed 's/ type="[^"]*"//' "$golden" >type.xml
    for file in order time zone type; do
        refute expect_valid $file.xml
    done
}

@test "ci formats: test writes both next to the list, with the same sums" {
    apart benchrun test --timeout 2 --memory-limit 60M "$PROGRAMS" -o all.xml -o all.tap -o all.json
    expect_status 3
    expect_valid all.xml
    sums=$(tail -n 1 stdout.txt)
    [ "$(read_tap all.tap | tail -n 1 | sed 's/\(.*\) \(.*\) \(.*\)/\1 passed, \2 failed, \3 skipped/')" = \
        "$(awk '{ print $1 + $5 " passed, " $3 " failed, " $5 " skipped" }' <<<"$sums")" ]
    [ "$(xmllint --xpath 'concat(count(//testcase), " ", count(//failure | //error), " ", count(//skipped))' all.xml)" = \
        "$(awk '{ print $1 + $3 + $5, $3 + 0, $5 + 0 }' <<<"$sums")" ]
    [ "$(xmllint --xpath 'concat(sum(//@tests), " ", sum(//@failures) + sum(//@errors), " ", sum(//@skipped))' all.xml)" = \
        "$(awk '{ print $1 + $3 + $5, $3 + 0, $5 + 0 }' <<<"$sums")" ]
    benchrun report all.json --format junit | diff all.xml -
    benchrun report all.json --format tap | diff all.tap -
    [ ! -e pwned ]
}

@test "ci formats: a sanitizer's report arrives whole" {
    apart benchrun test "$CLI_PROGRAMS/sanitized" -f '*/reads*' -f '*/shifts_and_skips' -o s.xml -o s.tap
    expect_status 1
    expect_valid s.xml
    read_tap s.tap >read.txt
    grep -q 'ERROR: AddressSanitizer: heap-buffer-overflow' read.txt
    grep -q '^SUMMARY: AddressSanitizer: heap-buffer-overflow' read.txt
    xmllint --xpath '//testcase[@name="reads_behind_the_heap"]/failure/text()' s.xml | grep -q '^    #0 '
    xmllint --xpath '//testcase[@name="shifts_and_skips"]/failure/text()' s.xml | grep -q 'runtime error: shift'
}

@test "ci formats: prove sees passes and failures" {
    benchrun test --format tap "$PROGRAMS/good" >good.tap
    prove -e cat good.tap
    benchrun test --format tap "$PROGRAMS/lie" >lie.tap || true
    refute prove -e cat lie.tap
}

@test "ci formats: of a run, a test per case" {
    apart measure "$PROGRAMS/lie" -o r.xml -o r.tap
    expect_status 1
    expect_valid r.xml
    [ "$(xmllint --xpath 'count(//testcase)' r.xml)" -eq "$(benchrun list "$PROGRAMS/lie" | wc -l)" ]
    [ "$(xmllint --xpath 'string(//testcase[@name="no_loop"]/failure/@type)' r.xml)" = failed ]
    # What was measured took time.
    [ "$(xmllint --xpath '//testcase[@name="good"]/@time > 0' r.xml)" = true ]
    read_tap r.tap >read.txt
}

@test "ci formats: of a comparison, a regression fails its case" {
    make_suite base -DFACTOR=1
    make_suite head -DFACTOR=2
    apart benchrun compare --cpu none --time 0.3 --witness never base head -q -o c.xml -o c.tap
    expect_status 1
    expect_valid c.xml
    [ "$(xmllint --xpath 'string(//testcase[@name="slowed"]/failure/@type)' c.xml)" = regression ]
    read_tap c.tap >read.txt
    grep -q 'slower than base: ' read.txt
}
