// SPDX-License-Identifier: MIT
// The promised error rates, held on recordings of real bodies (tests/data/README.md), so that every
// run gives the same answer. Nothing changed between base and head there; slowdowns are planted
// exactly, by adding their logarithm.
#include <criterion/criterion.h>
#include <gio/gio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/compare/decision.h"
#include "framework/compare/early_stop.h"
#include "framework/stats/looks.h"
#include "framework/stats/quantile.h"
#include "framework/stats/random.h"
#include "framework/stats/ratio.h"
#include "framework/stats/signed_rank.h"

static char *read_all(const char *name)
{
    g_autofree char *path = g_build_filename(TEST_DATA, name, NULL);
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

// Calls `take` with the rounds of each restart of a file of rounds, in order.
static size_t for_each_restart(const char *name,
                               void (*take)(size_t restart, const GArray *base, const GArray *head))
{
    g_autofree char *text = read_all(name);
    g_autoptr(GArray) base = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) head = g_array_new(FALSE, FALSE, sizeof(double));
    char *rest = text;
    size_t restart = 0;
    strsep(&rest, "\n"); // the heading
    strsep(&rest, "\n"); // before the first restart
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        int units[2];
        if (*line == '\0') {
            take(restart++, base, head);
            g_array_set_size(base, 0);
            g_array_set_size(head, 0);
            continue;
        }
        cr_assert_eq(sscanf(line, "%d,%d", &units[0], &units[1]), 2);
        double times[] = {1e-4 * units[0], 1e-4 * units[1]};
        g_array_append_val(base, times[0]);
        g_array_append_val(head, times[1]);
    }
    return restart;
}

// A comparison: the log ratio of each restart.
struct recorded {
    double changes[64];
    size_t n;
};

enum { KERNELS = 80, RESTARTS = 40, MODES = 199, SYSTEM_CALLS = 100 };

// Four kernels, half of their comparisons next to a noisy neighbour; samples of 1 ms.
static struct recorded kernels[KERNELS];

static void take_kernel(size_t restart, const GArray *base, const GArray *head)
{
    struct recorded *kernel = &kernels[restart / RESTARTS];
    if (base->len > 0)
        kernel->changes[kernel->n++] =
            ratio_of_restart(doubles_of(base), doubles_of(head), base->len);
}

// Two bodies whose processes have speeds of their own.
static struct recorded modes[MODES];

static void load_modes(void)
{
    g_autofree char *text = read_all("restarts.csv.gz");
    char *rest = text;
    strsep(&rest, "\n"); // the heading
    for (char *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0';) {
        unsigned comparison = 0;
        int units = 0;
        cr_assert_eq(sscanf(line, "%u,%*[a-z_],%d", &comparison, &units), 2);
        cr_assert_lt(comparison, MODES);
        modes[comparison].changes[modes[comparison].n++] = 1e-6 * units;
    }
    cr_assert_gt(modes[MODES - 1].n, 0);
}

static void load(void)
{
    cr_assert_eq(for_each_restart("rounds.csv.gz", take_kernel), KERNELS * RESTARTS);
    load_modes();
}

// The rounds of the first 20 comparisons of each body, whose values are those of all.
static void expect_value(size_t restart, const GArray *base, const GArray *head)
{
    enum { COMPARISONS = 20 };
    size_t i = 0;
    while (restart >= modes[i].n) {
        restart -= modes[i].n;
        i = i + 1 == COMPARISONS ? SYSTEM_CALLS : i + 1;
        cr_assert_lt(i, SYSTEM_CALLS + COMPARISONS);
    }
    double value = ratio_of_restart(doubles_of(base), doubles_of(head), base->len);
    cr_expect_float_eq(value, modes[i].changes[restart], 1e-4, "comparison %zu, restart %zu", i,
                       restart);
}

Test(recorded, restarts_have_the_values_of_their_rounds)
{
    cr_expect_gt(for_each_restart("modes.csv.gz", expect_value), 1000);
}

// What became of many comparisons.
struct tally {
    unsigned n, false_calls, found, wrong, same, covered99, covered95;
    double restarts; // that were needed, in all
};

// What `compare` knows after some restarts: the first `n` values.
static struct comparison *look(const double *changes, size_t n, double share)
{
    struct thresholds thresholds = thresholds_default();
    struct comparison *looked = comparison_new("case", "case");
    g_array_append_vals(looked->changes, changes, (guint)n);
    sort_ascending(doubles_of(looked->changes), n);
    looked->ratio = exp(signed_rank_center(doubles_of(looked->changes), n));
    looked->margin = thresholds.margin;
    looked->same_within = thresholds.same_within;
    looked->share = share;
    return looked;
}

static bool is_inside(const double interval[2], double truth)
{
    return interval[0] <= truth && truth <= interval[1];
}

static void count(struct tally *tally, struct comparison *comparison, double truth)
{
    g_autoptr(GPtrArray) alone = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    g_ptr_array_add(alone, comparison);
    decision_make(alone, 0.01, 0);
    bool is_slower = comparison->verdict == VERDICT_SLOWER;
    bool is_faster = comparison->verdict == VERDICT_FASTER;
    tally->n++;
    tally->false_calls += is_slower || is_faster;
    tally->found += is_slower;
    tally->wrong += is_faster;
    tally->same += comparison->verdict == VERDICT_SAME;
    tally->covered99 += is_inside(comparison->interval, truth);
    tally->covered95 += is_inside(comparison->ci95, truth);
    tally->restarts += comparison->changes->len;
}

// As `compare` does: looks until one settles it, or all restarts are made.
static void judge(struct tally *tally, const double *changes, size_t n, double planted)
{
    double moved[64];
    struct looks looks = looks_plan(n);
    for (size_t i = 0; i < n; i++)
        moved[i] = changes[i] + log1p(planted);
    for (size_t i = 0; i < looks.n; i++) {
        struct comparison *looked = look(moved, looks.at[i], looks_share(&looks, i));
        if (i + 1 == looks.n || early_stop_is_settled(looked, 0.01, 1)) {
            count(tally, looked, 1 + planted);
            return;
        }
        comparison_free(looked);
    }
}

// Which side started first was fixed in these recordings, which favours one of them; benchrun draws
// it again in each restart, as exchanging the two does here, many times.
static struct tally judge_kernels(size_t restarts, double planted)
{
    struct tally tally = {0};
    struct random random = {42};
    for (int repeat = 0; repeat < 16; repeat++)
        for (size_t i = 0; i < KERNELS; i++)
            for (size_t from = 0; from + restarts <= kernels[i].n; from += restarts) {
                double changes[64];
                uint64_t exchanged = random_next(&random);
                for (size_t r = 0; r < restarts; r++)
                    changes[r] = (exchanged >> r & 1 ? -1 : 1) * kernels[i].changes[from + r];
                judge(&tally, changes, restarts, planted);
            }
    return tally;
}

// As they were measured.
static struct tally judge_modes(double planted)
{
    struct tally tally = {0};
    for (size_t i = 0; i < MODES; i++)
        judge(&tally, modes[i].changes, modes[i].n, planted);
    return tally;
}

static double percent(unsigned part, unsigned n)
{
    return 100.0 * part / n;
}

TestSuite(recorded, .init = load);

// The exact level is a little below 1 %; a share of thousands of pieces is known to 0.2 points.
static void expect_promises(const struct tally *tally)
{
    cr_expect_leq(percent(tally->false_calls, tally->n), 1.0);
    cr_expect_geq(percent(tally->covered99, tally->n), 98.8);
    cr_expect_geq(percent(tally->covered95, tally->n), 94.7);
}

Test(recorded, nothing_is_called_where_nothing_changed)
{
    static const size_t restarts[] = {10, 20, RESTARTS};
    for (size_t i = 0; i < 3; i++) {
        struct tally tally = judge_kernels(restarts[i], 0);
        cr_expect_eq(tally.n, 16 * KERNELS * (RESTARTS / restarts[i]));
        expect_promises(&tally);
    }
}

Test(recorded, nothing_is_called_where_processes_have_speeds)
{
    struct tally tally = judge_modes(0);
    cr_expect_eq(tally.n, MODES);
    cr_expect_leq(tally.false_calls, 1);
    cr_expect_geq(tally.covered99, 197);
    cr_expect_geq(tally.covered95, 189);
    cr_expect_geq(tally.same, 195);
    cr_expect_lt(tally.restarts / MODES, 25, "of 35");
}

Test(recorded, slowdowns_are_found_and_never_in_the_wrong_direction)
{
    const struct {
        size_t restarts; // 0: bodies whose processes have speeds
        double planted;
        double least_percent;
    } promises[] = {
        {10, 0.01, 45},       {10, 0.02, 80}, {10, 0.05, 97}, {20, 0.01, 68}, {RESTARTS, 0.01, 90},
        {RESTARTS, 0.02, 99}, {0, 0.005, 38}, {0, 0.01, 92},  {0, 0.02, 100},
    };
    for (size_t i = 0; i < sizeof promises / sizeof *promises; i++) {
        struct tally tally = promises[i].restarts > 0
                                 ? judge_kernels(promises[i].restarts, promises[i].planted)
                                 : judge_modes(promises[i].planted);
        cr_expect_geq(percent(tally.found, tally.n), promises[i].least_percent,
                      "%g %% in %zu restarts: found %.1f %%", 100 * promises[i].planted,
                      promises[i].restarts, percent(tally.found, tally.n));
        cr_expect_eq(tally.wrong, 0);
        cr_expect_geq(percent(tally.covered99, tally.n), 98.8);
    }
}
