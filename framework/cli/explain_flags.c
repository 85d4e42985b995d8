// SPDX-License-Identifier: MIT
#include "framework/cli/explain_flags.h"

#include "framework/base/interruption.h"
#include "framework/cli/building.h"
#include "framework/cli/command.h"
#include "framework/cli/dry_run.h"
#include "framework/cli/pass_builds.h"
#include "framework/compare/compare.h"
#include "framework/compare/decision.h"
#include "framework/explain/vector_report.h"

enum { BUILDS = 1 + EVIDENCE_BUILDS };

// The first is as the project is built.
static const char *const flags[BUILDS] = {NULL, "-O3", "-O3 -march=native"};

struct measuring {
    struct recording *recording;
    const struct bench_case *bench_case;
    struct building building;
    struct evidence *evidence;
    struct built_tree trees[BUILDS];
    struct plan *plan;
};

static bool is_gcc(const struct evidence *evidence)
{
    return evidence->producer != NULL && g_str_has_prefix(evidence->producer, "GNU");
}

static bool build_tree_with(struct measuring *measuring, unsigned i, bool reports, GError **error)
{
    g_autofree char *all = reports ? g_strconcat(flags[i], " " VECTOR_REPORT_FLAG, NULL) : NULL;
    const struct building_part part = {.side = "the suite", .flags = reports ? all : flags[i]};
    return building_make(&measuring->building, &part, &measuring->trees[i], error);
}

static bool build(struct measuring *measuring, unsigned i, GError **error)
{
    bool reports = flags[i] != NULL && is_gcc(measuring->evidence);
    const struct built_tree *tree = &measuring->trees[i];
    if (!build_tree_with(measuring, i, reports, error))
        return false;
    const char *program = pass_build_suite(tree, measuring->bench_case->suite);
    if (program == NULL) {
        g_set_error(error, BUILD_ERROR, BUILD_ERROR_COMMAND,
                    "the build command makes no suite of that name");
        return false;
    }
    struct launch launch = discovery_launch(&measuring->recording->options, program);
    pinning_apply(&measuring->recording->pinning, measuring->bench_case, &launch);
    plan_add(measuring->plan, measuring->bench_case, &launch);
    return true;
}

static bool build_all(struct measuring *measuring, GError **error)
{
    struct recording *recording = measuring->recording;
    if (!building_open(&measuring->building, &recording->options, &recording->config, error))
        return false;
    for (unsigned i = 0; i < BUILDS; i++)
        if (!build(measuring, i, error))
            return false;
    return true;
}

static const struct result *result_of(const struct measuring *measuring, unsigned i)
{
    return ((const struct arm *)g_ptr_array_index(measuring->plan->arms, i))->result;
}

static void take(const struct measuring *measuring, struct evidence *evidence)
{
    struct thresholds thresholds = thresholds_default();
    g_autoptr(GPtrArray) comparisons =
        g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    for (unsigned i = 1; i < BUILDS; i++) {
        struct comparison *comparison =
            compare_pair(result_of(measuring, 0), result_of(measuring, i), &thresholds);
        if (comparison != NULL)
            g_ptr_array_add(comparisons, comparison);
    }
    decision_make(comparisons, thresholds.alpha, 0);
    for (guint i = 0; comparisons->len == EVIDENCE_BUILDS && i < EVIDENCE_BUILDS; i++) {
        const struct comparison *comparison = g_ptr_array_index(comparisons, i);
        evidence->builds[i] = (struct flags_build){
            flags[i + 1],
            comparison->verdict,
            comparison->ratio,
            {comparison->interval[0], comparison->interval[1]},
        };
    }
    if (comparisons->len < EVIDENCE_BUILDS)
        evidence->why_no_builds = g_strdup("the case could not be measured in each build");
}

// Of the build with -O3.
static void read_report(const struct measuring *measuring)
{
    g_autofree char *log = NULL;
    const struct hot_loop *loop = &measuring->evidence->code.loop;
    const char *path = measuring->trees[1].log;
    bool has_loop = loop->function != NULL && measuring->bench_case->file != NULL;
    if (has_loop && path != NULL && g_file_get_contents(path, &log, NULL, NULL))
        measuring->evidence->vector_report =
            vector_report_find(log, measuring->bench_case->file, loop->line);
}

static bool measure(struct measuring *measuring, const struct discovery *discovery, GError **error)
{
    static const struct observer nobody = {0};
    struct recording *recording = measuring->recording;
    struct settings settings = recording_paired_settings(recording, discovery, EVIDENCE_BUILDS, 0);
    settings.time_s = settings.plan_time_s = recording->options.is_quick ? 0.5 : 2;
    bool is_good =
        build_all(measuring, error) &&
        pinning_take(&recording->pinning, &recording->options, error) &&
        plan_measure(measuring->plan, &settings, recording->pinning.steal, &nobody, error);
    pinning_release(&recording->pinning);
    return is_good;
}

static void clear_trees(struct measuring *measuring)
{
    for (unsigned i = 0; i < BUILDS; i++)
        built_tree_clear(&measuring->trees[i]);
    building_close(&measuring->building);
}

// That gcc made the suite is known once it is there.
int explain_flags_preview(struct recording *recording)
{
    GError *error = NULL;
    struct measuring measuring = {.recording = recording};
    if (recording->config.build_command == NULL)
        return EXIT_DRY;
    dry_run_note("%s is left out where another compiler than gcc made the suite",
                 VECTOR_REPORT_FLAG);
    bool is_good =
        building_open(&measuring.building, &recording->options, &recording->config, &error);
    for (unsigned i = 1; is_good && i < BUILDS; i++)
        is_good = build_tree_with(&measuring, i, true, &error);
    clear_trees(&measuring);
    return is_good ? EXIT_DRY : building_complain(error);
}

void explain_flags_measure(struct evidence *evidence, struct recording *recording,
                           const struct discovery *discovery, const struct bench_case *bench_case)
{
    g_autoptr(GError) error = NULL;
    struct measuring measuring = {
        .recording = recording, .bench_case = bench_case, .evidence = evidence};
    if (recording->config.build_command == NULL) {
        evidence->why_no_builds = g_strdup("benchrun.ini has no build command ([build] command)");
        return;
    }
    measuring.plan = plan_new(recording->run->seed);
    if (measure(&measuring, discovery, &error))
        take(&measuring, evidence);
    else
        evidence->why_no_builds = g_strdup(error->message);
    read_report(&measuring);
    plan_free(measuring.plan);
    clear_trees(&measuring);
}
