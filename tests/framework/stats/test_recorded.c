// SPDX-License-Identifier: MIT
// The promised error rates, held on recorded rounds of real kernels (tests/data/README.md) with a
// seed, so that every run gives the same answer. Nothing changed between base and head there;
// slowdowns are planted exactly, by adding their logarithm.
#include <criterion/criterion.h>
#include <gio/gio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "framework/stats/random.h"
#include "framework/stats/ratio.h"

enum { MOST_QUARTETS = 100000, RESTARTS = 40 };

struct recorded {
    unsigned comparison;
    struct quartet quartet;
};

static struct recorded recorded[MOST_QUARTETS];
static size_t n_recorded;

static char *read_all(const char *path)
{
    g_autoptr(GFile) file = g_file_new_for_path(path);
    g_autoptr(GFileInputStream) packed = g_file_read(file, NULL, NULL);
    cr_assert_not_null(packed, "cannot open %s", path);
    g_autoptr(GZlibDecompressor) unpack = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
    g_autoptr(GInputStream) plain =
        g_converter_input_stream_new(G_INPUT_STREAM(packed), G_CONVERTER(unpack));
    enum { MOST_BYTES = 16 << 20 };
    char *text = g_malloc0(MOST_BYTES);
    gsize length = 0;
    cr_assert(g_input_stream_read_all(plain, text, MOST_BYTES - 1, &length, NULL, NULL));
    return text;
}

static void load(void)
{
    g_autofree char *text = read_all(TEST_DATA "/quartets.csv.gz");
    char *rest = text;
    strsep(&rest, "\n"); // the heading
    for (char *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0'; n_recorded++) {
        struct recorded *row = &recorded[n_recorded];
        int base = 0;
        int head = 0;
        cr_assert_lt(n_recorded, MOST_QUARTETS);
        cr_assert_eq(sscanf(line, "%u,%*[a-z],%*[a-z],%u,%d,%d", &row->comparison,
                            &row->quartet.restart, &base, &head),
                     4);
        row->quartet.base = 1e-5 * base;
        row->quartet.head = 1e-5 * head;
    }
    cr_assert_eq(n_recorded, 82332);
}

// What became of many comparisons.
struct tally {
    unsigned n, false_calls, found, wrong, covered99, covered95;
};

static bool holds(const struct ratio_estimate *estimate, double alpha, double truth)
{
    double interval[2];
    ratio_interval(estimate, 1, alpha, interval);
    return interval[0] <= truth && truth <= interval[1];
}

static void judge(struct tally *tally, const struct quartet *quartets, size_t n, double planted)
{
    struct ratio_estimate estimate;
    double truth = log1p(planted);
    double interval[2];
    cr_assert(ratio_estimate(quartets, n, &estimate));
    ratio_interval(&estimate, 1, 0.01, interval);
    bool is_beyond = fabs(estimate.log_ratio) > log1p(0.005);
    bool is_slower = interval[0] > 0 && is_beyond;
    bool is_faster = interval[1] < 0 && is_beyond;
    tally->n++;
    tally->false_calls += is_slower || is_faster;
    tally->found += is_slower;
    tally->wrong += is_faster;
    tally->covered99 += holds(&estimate, 0.01, truth);
    tally->covered95 += holds(&estimate, 0.05, truth);
}

// Which side started first was fixed in the recordings, which favours one of them; benchrun draws
// it again in each restart, as exchanging the two does here.
static struct quartet exchange(struct quartet quartet, uint64_t swaps, unsigned restart)
{
    if (swaps >> restart & 1)
        return (struct quartet){quartet.head, quartet.base, quartet.restart};
    return quartet;
}

// All comparisons, cut into pieces of `restarts`, with a slowdown planted in head.
static struct tally judge_all(unsigned restarts, double planted)
{
    struct tally tally = {0};
    struct random random = {42};
    static struct quartet quartets[MOST_QUARTETS];
    for (int repeat = 0; repeat < 4; repeat++) {
        for (size_t i = 0, end; i < n_recorded; i = end) {
            uint64_t swaps = random_next(&random);
            unsigned piece = recorded[i].quartet.restart / restarts;
            size_t n = 0;
            for (end = i; end < n_recorded && recorded[end].comparison == recorded[i].comparison &&
                          recorded[end].quartet.restart / restarts == piece;
                 end++) {
                quartets[n] = exchange(recorded[end].quartet, swaps, recorded[end].quartet.restart);
                quartets[n++].head += log1p(planted);
            }
            judge(&tally, quartets, n, planted);
        }
    }
    return tally;
}

static double percent(unsigned part, unsigned n)
{
    return 100.0 * part / n;
}

TestSuite(recorded, .init = load);

Test(recorded, false_calls_stay_below_one_percent_in_ten_restarts)
{
    struct tally tally = judge_all(10, 0);
    cr_assert_eq(tally.n, 4 * 320);
    cr_expect_leq(percent(tally.false_calls, tally.n), 1.0);
    cr_expect_geq(percent(tally.covered99, tally.n), 99.0);
    cr_expect_geq(percent(tally.covered95, tally.n), 95.0);
}

Test(recorded, false_calls_stay_below_one_percent_in_forty_restarts)
{
    struct tally tally = judge_all(RESTARTS, 0);
    cr_assert_eq(tally.n, 4 * 80);
    cr_expect_leq(percent(tally.false_calls, tally.n), 1.0);
    cr_expect_geq(percent(tally.covered99, tally.n), 98.5);
    cr_expect_geq(percent(tally.covered95, tally.n), 94.0);
}

Test(recorded, slowdowns_are_found_and_never_in_the_wrong_direction)
{
    const struct {
        unsigned restarts;
        double planted;
        double least_percent;
    } promises[] = {
        {10, 0.01, 50},       {10, 0.02, 85},         {10, 0.05, 99},
        {RESTARTS, 0.01, 97}, {RESTARTS, 0.02, 99.5},
    };
    for (size_t i = 0; i < sizeof promises / sizeof *promises; i++) {
        struct tally tally = judge_all(promises[i].restarts, promises[i].planted);
        cr_expect_geq(percent(tally.found, tally.n), promises[i].least_percent,
                      "%g %% in %u restarts: found %.1f %%", 100 * promises[i].planted,
                      promises[i].restarts, percent(tally.found, tally.n));
        cr_expect_eq(tally.wrong, 0);
        cr_expect_geq(percent(tally.covered99, tally.n), 98.5);
    }
}
