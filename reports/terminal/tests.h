// SPDX-License-Identifier: MIT
#pragma once
// A run as tests that passed or did not, for `benchrun test` and for every format that CI systems
// read: a test per case, whatever the command was.
#include "reports/report.h"

enum test_outcome {
    TEST_PASSED,
    TEST_FAILED,  // a check failed: wrong output, bench_fail(), a regression, a claim
    TEST_BROKEN,  // it could not be run: crash, time-out
    TEST_SKIPPED, // nobody can say
};
enum { TEST_OUTCOMES = 4 };

struct test {
    const char *id;                      // of the case
    const struct bench_case *bench_case; // NULL: it is in one of two builds alone
    const struct result *result;         // of head, where there are two builds; NULL likewise
    enum test_outcome outcome;
    const char *kind;  // why it did not pass: `failed`, `crashed`, `timeout`, `skipped`,
                       // `unchecked`, `regression`, `claim`, a word of --fail-on; empty when it
                       // passed
    char *message;     // the same in words, lines of any text; NULL when it passed
    double duration_s; // of running it, or of the time in its samples
    bool is_unchecked; // it produces no output to compare
};

/**
 * The tests of a run (struct test *, which borrow from it), in declared order:
 *
 * - a result says for itself whether it was skipped, failed, crashed or timed out;
 * - of two builds a case is a test once: a regression fails it, so does what --fail-on names and
 *   what happened to base;
 * - a claim that falls short fails.
 */
GPtrArray *tests_of(const struct run *run);

/** How many came out so. */
unsigned tests_count(const GPtrArray *tests, enum test_outcome outcome);

/** A printable copy of the lines of a message (NULL: none); g_strfreev() frees it. */
char **test_lines(const struct test *test);

/** Appends the list, at most `width` columns wide but for ids and lines from outside. */
void test_list_write(GString *out, const struct report *report, size_t width);
