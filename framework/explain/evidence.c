// SPDX-License-Identifier: MIT
#include "framework/explain/evidence.h"

#include <math.h>
#include <string.h>

#include "framework/profile/totals.h"

void evidence_clear(struct evidence *evidence)
{
    hot_code_clear(&evidence->code);
    g_free(evidence->why_no_code);
    g_free(evidence->repeated);
    g_free(evidence->why_no_repeats);
    g_free(evidence->producer);
    g_free(evidence->why_no_builds);
    g_free(evidence->vector_report);
    *evidence = (struct evidence){0};
}

double evidence_time_ns(const struct evidence *evidence)
{
    return evidence->result != NULL ? evidence->result->summary.median_ns : evidence->wall_s * 1e9;
}

double evidence_busy_cpus(const struct evidence *evidence)
{
    return evidence->result != NULL ? result_metric(evidence->result, "cpu_share")
                                    : evidence->cpu_s / (evidence->wall_s - evidence->delay_s);
}

const struct result *evidence_fastest(const struct evidence *evidence)
{
    const struct result *fastest = NULL;
    const struct result *own = evidence->result;
    for (guint i = 0; own != NULL && i < evidence->run->results->len; i++) {
        const struct result *other = g_ptr_array_index(evidence->run->results, i);
        if (other == own || !case_is_alternative(other->bench_case, own->bench_case) ||
            !result_is_ranked(other))
            continue;
        if (fastest == NULL || other->summary.median_ns < fastest->summary.median_ns)
            fastest = other;
    }
    return fastest;
}

const struct fit *evidence_slower_growth(const struct evidence *evidence)
{
    const struct result *own = evidence->result;
    const struct fit *fit = own != NULL ? run_find_fit(evidence->run, own->bench_case) : NULL;
    const struct fit *best = NULL;
    for (guint i = 0; fit != NULL && i < evidence->run->fits->len; i++) {
        const struct fit *other = g_ptr_array_index(evidence->run->fits, i);
        unsigned least = best != NULL ? best->complexity.complexity : fit->complexity.complexity;
        if (strcmp(other->group, fit->group) == 0 && other->complexity.complexity < least)
            best = other;
    }
    return best;
}

static bool is_of(const char *name, enum service service)
{
    static const char *const allocation[] = {
        "malloc",       "free",          "calloc",          "realloc",
        "reallocarray", "aligned_alloc", "cfree",           "posix_memalign",
        "malloc_trim",  "operator new",  "operator delete", "_int_malloc",
        "_int_free",    "_int_realloc",  "sysmalloc",       "malloc_consolidate",
        "unlink_chunk"};
    static const char *const text[] = {"memcpy",  "memmove", "mempcpy",  "strcpy",  "strncpy",
                                       "strcat",  "strncat", "stpcpy",   "stpncpy", "strlen",
                                       "strnlen", "memchr",  "rawmemchr"};
    const char *const *names = service == SERVICE_ALLOCATION ? allocation : text;
    size_t n = service == SERVICE_ALLOCATION ? G_N_ELEMENTS(allocation) : G_N_ELEMENTS(text);
    const char *plain = name + strspn(name, "_");
    for (size_t i = 0; i < n; i++) {
        const char *wanted = names[i] + strspn(names[i], "_");
        size_t length = strlen(wanted);
        // `memmove_avx512_unaligned_erms`, `operator new(unsigned long)`
        if (strncmp(plain, wanted, length) == 0 && strchr("_([", plain[length]) != NULL)
            return true;
    }
    return g_str_has_prefix(plain, "libc_malloc") || g_str_has_prefix(plain, "libc_free")
               ? service == SERVICE_ALLOCATION
               : false;
}

// Adds up the metric of paths whose first such function from outside is reached there.
static double add_up(const struct profile *profile, guint metric, enum service service)
{
    double sum = 0;
    g_autofree double *totals = totals_of_nodes(profile, metric);
    g_autofree bool *is_below = g_new0(bool, profile->nodes->len);
    for (guint node = 1; node < profile->nodes->len; node++) {
        guint parent = g_array_index(profile->nodes, struct profile_node, node).parent;
        bool is_it = is_of(profile_function_of(profile, node)->name, service);
        is_below[node] = is_below[parent] || is_it;
        if (is_it && !is_below[parent])
            sum += totals[node];
    }
    return sum;
}

static int time_of(const struct evidence *evidence)
{
    return evidence->profile != NULL ? profile_find_metric(evidence->profile, "time") : -1;
}

double evidence_share_in(const struct evidence *evidence, enum service service)
{
    int metric = time_of(evidence);
    if (metric < 0)
        return NAN;
    return add_up(evidence->profile, (guint)metric, service) /
           totals_of_all(evidence->profile, (guint)metric);
}

double evidence_own_share(const struct evidence *evidence)
{
    int metric = time_of(evidence);
    if (metric < 0)
        return NAN;
    double sum = 0;
    const struct profile *profile = evidence->profile;
    g_autofree char *program = g_path_get_basename(evidence->program);
    for (guint node = 1; node < profile->nodes->len; node++) {
        const char *module = profile_function_of(profile, node)->module;
        if (g_strcmp0(module, program) == 0)
            sum += profile_self(profile, (guint)metric, node);
    }
    return sum / totals_of_all(profile, (guint)metric);
}

double evidence_per_iteration(const struct evidence *evidence, const char *metric)
{
    const struct profile *profile = evidence->profile;
    int index = profile != NULL ? profile_find_metric(profile, metric) : -1;
    if (index < 0)
        return NAN;
    double iterations = totals_iterations(profile, (guint)index);
    double all = totals_of_all(profile, (guint)index);
    return isfinite(iterations) ? all / iterations : all;
}

double evidence_mispredicted(const struct evidence *evidence)
{
    bool is_known = evidence->why_no_code == NULL && evidence->code_iterations > 0;
    return is_known ? evidence->code.mispredicted / evidence->code_iterations : NAN;
}
