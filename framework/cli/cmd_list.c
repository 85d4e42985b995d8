// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "framework/base/array.h"
#include "framework/base/escape.h"
#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "framework/cli/command.h"
#include "framework/cli/own_suites.h"
#include "framework/cli/recording.h"
#include "framework/cli/sharding.h"

// One id a line, so that other programs can read it.
static void print_cases(const GPtrArray *cases)
{
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        g_autofree char *id = text_printable(bench_case->id);
        g_autofree char *line = escape_log(id);
        puts(line);
    }
}

static bool is_own(const void *bench_case, const void *ids)
{
    return g_hash_table_contains((GHashTable *)ids, ((const struct bench_case *)bench_case)->id);
}

// Leaves what 'run --shard' would measure with its usual budget.
static int keep_part(struct recording *recording, const struct discovery *discovery)
{
    const struct settings settings = {.time_s = 1};
    if (recording->options.shard.of == 0)
        return EXIT_GOOD;
    g_autoptr(GPtrArray) plans = discovery_plans(discovery, &recording->options, NULL, 0);
    g_autoptr(GHashTable) ids = g_hash_table_new(hash_text, g_str_equal);
    int code = sharding_cut(recording, plans, &settings, 0);
    sharding_keep(recording, plans);
    for (guint i = 0; i < plans->len; i++) {
        const struct plan *plan = g_ptr_array_index(plans, i);
        for (guint a = 0; a < plan->arms->len; a++) {
            const struct arm *arm = g_ptr_array_index(plan->arms, a);
            g_hash_table_add(ids, arm->result->bench_case->id);
        }
    }
    pointers_keep(discovery->cases, is_own, ids);
    return code;
}

static int complain_of_mistakes(const GPtrArray *cases)
{
    int code = EXIT_GOOD;
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        if (bench_case->mistake != NULL)
            code = complain(EXIT_CHECK_FAILED, "'%s': '%s' failed: invalid options: %s",
                            bench_case->suite, bench_case->id, bench_case->mistake);
    }
    return code;
}

int cmd_list(char **argv)
{
    struct recording recording;
    struct own_suites own = {0};
    struct discovery discovery = {0};
    int code = recording_begin(&recording, argv);
    if (code == EXIT_GOOD)
        code = own_suites_discover(&own, &recording.config, &recording.options, &discovery);
    if (code == EXIT_GOOD)
        code = keep_part(&recording, &discovery);
    if (code == EXIT_GOOD) {
        print_cases(discovery.cases);
        code = complain_of_mistakes(discovery.cases);
    }
    discovery_clear(&discovery);
    own_suites_clear(&own);
    recording_clear(&recording);
    return code;
}
