// SPDX-License-Identifier: MIT
#include "framework/cli/discovery.h"

#include <string.h>

#include "framework/base/folder.h"
#include "framework/base/hash.h"
#include "framework/base/interruption.h"
#include "framework/base/lookup.h"
#include "framework/base/near.h"
#include "framework/cli/command.h"
#include "framework/program/empty_loop.h"
#include "framework/program/producer.h"
#include "framework/program/suite_program.h"
#include "framework/result/case_pattern.h"
#include "framework/stats/random.h"

struct launch discovery_launch(const struct options *options, const char *program)
{
    return (struct launch){
        .program = program,
        .launcher = (const char *const *)options->launcher,
        .cpu = -1,
        .timeout_s = options->timeout_s,
        .memory_limit_bytes = options->memory_limit_bytes,
        .shown = options->exec.shown,
    };
}

static int add_folder(struct discovery *discovery, const char *folder)
{
    GError *error = NULL;
    guint before = discovery->suites->len;
    g_autoptr(GPtrArray) names = folder_list(folder, &error);
    if (names == NULL) {
        int code = complain(EXIT_USAGE, "%s", error->message);
        g_error_free(error);
        return code;
    }
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(folder, g_ptr_array_index(names, i), NULL);
        if (suite_is_program(path))
            g_ptr_array_add(discovery->suites, g_steal_pointer(&path));
    }
    if (discovery->suites->len > before)
        return EXIT_GOOD;
    return complain(EXIT_NOTHING,
                    "no suite in the folder '%s': build the suites first, or name a program",
                    folder);
}

int discovery_find_suites(struct discovery *discovery, const char *const *words)
{
    *discovery = (struct discovery){
        .suites = g_ptr_array_new_with_free_func(g_free),
        .cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free),
        .others = g_ptr_array_new_with_free_func((GDestroyNotify)case_free),
        .warnings = g_ptr_array_new_with_free_func(g_free),
    };
    for (; *words != NULL; words++) {
        if (!g_file_test(*words, G_FILE_TEST_IS_DIR)) {
            g_ptr_array_add(discovery->suites, g_strdup(*words));
            continue;
        }
        int code = add_folder(discovery, *words);
        if (code != EXIT_GOOD)
            return code;
    }
    return EXIT_GOOD;
}

static void warn_about_build(struct discovery *discovery, const struct suite_facts *facts,
                             const char *program)
{
    if (facts->is_sanitised)
        g_ptr_array_add(
            discovery->warnings,
            g_strdup_printf("'%s' was built with a sanitizer, so its times mean little: "
                            "build it without",
                            program));
    else if (facts->is_unoptimised)
        g_ptr_array_add(discovery->warnings,
                        g_strdup_printf("'%s' was built without optimisation, so its times mean "
                                        "little: build it with -O2",
                                        program));
}

bool discovery_selects(const struct options *options, const struct bench_case *bench_case)
{
    return case_matches(bench_case, (const char *const *)options->patterns) &&
           case_has_tag(bench_case, (const char *const *)options->tags);
}

static int add_cases(struct discovery *discovery, const struct options *options, GHashTable *seen,
                     GPtrArray *listed)
{
    for (guint i = 0; i < listed->len; i++) {
        struct bench_case *bench_case = g_ptr_array_index(listed, i);
        const char *other = g_hash_table_lookup(seen, bench_case->id);
        if (other != NULL)
            return complain(
                EXIT_USAGE,
                "the case '%s' is in both '%s' and '%s': run them separately, or rename "
                "the group",
                bench_case->id, other, bench_case->suite);
        g_hash_table_insert(seen, g_strdup(bench_case->id), g_strdup(bench_case->suite));
        g_ptr_array_add(discovery_selects(options, bench_case) ? discovery->cases
                                                               : discovery->others,
                        case_copy(bench_case));
    }
    discovery->n_all += listed->len;
    return EXIT_GOOD;
}

// If a launcher starts it on another machine, there is no such file here, or one of the same build.
static void mark_empty_loops(GPtrArray *listed, const char *program)
{
    g_autoptr(GHashTable) empty = empty_loops_find(program);
    for (guint i = 0; i < listed->len && empty != NULL; i++) {
        struct bench_case *bench_case = g_ptr_array_index(listed, i);
        bench_case->has_empty_loop =
            bench_case->symbol != NULL && g_hash_table_contains(empty, bench_case->symbol);
    }
}

static int list_suite(struct discovery *discovery, const struct options *options, GHashTable *seen,
                      const char *program)
{
    GError *error = NULL;
    struct launch launch = discovery_launch(options, program);
    struct suite_facts facts = {0};
    g_autoptr(GPtrArray) listed = suite_list(&launch, &facts, &error);
    if (listed == NULL) {
        int code = interruption_caused(error) ? EXIT_INTERRUPTED : EXIT_UNMEASURED;
        complain(code, "%s", error->message);
        g_error_free(error);
        return code;
    }
    mark_empty_loops(listed, program);
    warn_about_build(discovery, &facts, program);
    if (discovery->facts.clock_name == NULL)
        discovery->facts = facts;
    else
        suite_facts_clear(&facts);
    return add_cases(discovery, options, seen, listed);
}

static int select_nothing(const struct discovery *discovery, const struct options *options)
{
    if (discovery->n_all == 0)
        return complain(EXIT_NOTHING, "the suites contain no benchmarks");
    if (options->patterns == NULL)
        return complain(EXIT_NOTHING, "none of %u cases has the tag '%s'", discovery->n_all,
                        options->tags[0]);
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < discovery->others->len; i++)
        g_ptr_array_add(ids, ((struct bench_case *)g_ptr_array_index(discovery->others, i))->id);
    g_autofree char *patterns = g_strjoinv("', '", options->patterns);
    g_autofree char *hint = near_hint((const char *const *)options->patterns, ids);
    bool has_glob = strpbrk(patterns, "*?[") != NULL && *patterns != '/';
    return complain(EXIT_NOTHING, "none of %u cases matches '%s'%s%s%s", discovery->n_all, patterns,
                    options->tags != NULL ? " and --tag" : "",
                    has_glob ? " (a glob must match a whole id)" : "",
                    *hint != '\0' ? hint : "; 'benchrun list' shows their ids");
}

int discovery_find(struct discovery *discovery, const struct options *options,
                   const char *const *words)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free);
    int code = discovery_find_suites(discovery, words);
    for (guint i = 0; code == EXIT_GOOD && i < discovery->suites->len; i++)
        code = list_suite(discovery, options, seen, g_ptr_array_index(discovery->suites, i));
    if (code == EXIT_GOOD && discovery->cases->len == 0)
        code = select_nothing(discovery, options);
    return code;
}

static gconstpointer case_of_plan(gconstpointer plan)
{
    const GPtrArray *arms = ((const struct plan *)plan)->arms;
    return ((const struct arm *)g_ptr_array_index(arms, 0))->result->bench_case;
}

static const struct lookup_key plan_by_alternative = {case_of_plan, case_hash_alternative,
                                                      case_equal_alternative};

GPtrArray *discovery_plans(const struct discovery *discovery, const struct options *options,
                           const struct pinning *pinning, uint64_t seed)
{
    GPtrArray *plans = g_ptr_array_new_with_free_func((GDestroyNotify)plan_free);
    struct lookup lookup = {.key = &plan_by_alternative};
    struct random random = {seed};
    for (guint i = 0; i < discovery->cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(discovery->cases, i);
        struct plan *plan = lookup_find(&lookup, plans, bench_case);
        struct launch launch = discovery_launch(options, bench_case->suite);
        if (pinning != NULL)
            pinning_apply(pinning, bench_case, &launch);
        if (plan == NULL) {
            plan = plan_new(random_next(&random));
            g_ptr_array_add(plans, plan);
        }
        struct arm *arm = plan_add(plan, bench_case, &launch);
        if (pinning != NULL)
            pinning_check_threads(pinning, arm);
    }
    lookup_clear(&lookup);
    return plans;
}

// Whether alternatives are compared with `other` rather than with `known`.
static bool is_reference(const struct bench_case *other, const struct bench_case *known)
{
    return !known->is_baseline && (other->is_baseline || other->index < known->index);
}

// By case: the baseline of its alternatives, or else the first of them, among `others`.
static GHashTable *find_references(const GPtrArray *others)
{
    GHashTable *references = g_hash_table_new(case_hash_alternative, case_equal_alternative);
    for (guint i = 0; i < others->len; i++) {
        struct bench_case *other = g_ptr_array_index(others, i);
        const struct bench_case *known = g_hash_table_lookup(references, other);
        if (known == NULL || is_reference(other, known))
            g_hash_table_replace(references, other, other);
    }
    return references;
}

void discovery_add_references(const struct discovery *discovery, const struct options *options,
                              GPtrArray *plans)
{
    g_autoptr(GHashTable) references = find_references(discovery->others);
    for (guint i = 0; i < plans->len; i++) {
        struct plan *plan = g_ptr_array_index(plans, i);
        const struct bench_case *first = plan_baseline(plan)->result->bench_case;
        const struct bench_case *reference = g_hash_table_lookup(references, first);
        if (reference == NULL || !is_reference(reference, first))
            continue;
        struct launch launch = discovery_launch(options, reference->suite);
        plan_add(plan, reference, &launch)->is_unasked = true;
        // Without a baseline the first arm is compared with.
        g_ptr_array_insert(plan->arms, 0, g_ptr_array_steal_index(plan->arms, plan->arms->len - 1));
    }
}

static gint compare_order(gconstpointer left, gconstpointer right, gpointer data)
{
    GHashTable *order = data;
    const struct result *a = *(const struct result *const *)left;
    const struct result *b = *(const struct result *const *)right;
    gint at_a = GPOINTER_TO_INT(g_hash_table_lookup(order, a->bench_case->id));
    gint at_b = GPOINTER_TO_INT(g_hash_table_lookup(order, b->bench_case->id));
    return at_a - at_b;
}

void discovery_sort(const struct discovery *discovery, GPtrArray *results)
{
    g_autoptr(GHashTable) order = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < discovery->cases->len; i++)
        g_hash_table_insert(order,
                            ((struct bench_case *)g_ptr_array_index(discovery->cases, i))->id,
                            GINT_TO_POINTER((gint)i + 1));
    g_ptr_array_sort_with_data(results, compare_order, order);
}

void discovery_clear(struct discovery *discovery)
{
    g_clear_pointer(&discovery->suites, g_ptr_array_unref);
    g_clear_pointer(&discovery->cases, g_ptr_array_unref);
    g_clear_pointer(&discovery->others, g_ptr_array_unref);
    g_clear_pointer(&discovery->warnings, g_ptr_array_unref);
    suite_facts_clear(&discovery->facts);
}

// With a launcher the program may be on another machine.
char *discovery_compiler(const struct discovery *discovery, const struct options *options)
{
    const struct bench_case *first = g_ptr_array_index(discovery->cases, 0);
    char *producer = options->launcher != NULL ? NULL : producer_read(first->suite, first->file);
    return producer ? producer : g_strdup(discovery->facts.compiler);
}
