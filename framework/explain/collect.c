// SPDX-License-Identifier: MIT
#include "framework/explain/collect.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/profile/sampled_command.h"
#include "framework/profile/totals.h"
#include "framework/program/producer.h"
#include "framework/runner/passes/callgrind_case.h"
#include "framework/runner/passes/profile_case.h"
#include "framework/runner/passes/profile_passes.h"

enum { CANDIDATES = 3, LEAST_CALLS = 8 };

static const char *const passes[] = {"time", "calls", "heap", "copies", NULL};

void collect_profile(struct arm *arm, struct profile *profile, double time_s)
{
    const struct profile_case_options sampling = {
        .sampler = {.rate_hz = 997, .stack_bytes = 8 * 1024}, .time_s = time_s};
    for (const struct profile_pass_row *row = profile_passes; row->name != NULL; row++) {
        g_autoptr(GError) error = NULL;
        if (!g_strv_contains(passes, row->name) || interruption_is_requested())
            continue;
        bool is_good = row->of_case != NULL ? row->of_case(arm, profile, &error)
                                            : profile_case(arm, &sampling, profile, &error);
        if (!is_good)
            profile_add_pass(profile, row->name, NULL)->why_missing = g_strdup(error->message);
    }
}

// How long a process was ready to run and got no CPU; what it was before where it has ended.
static double read_delay(pid_t pid, double before_s)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/schedstat", pid);
    g_autofree char *text = NULL;
    guint64 ran_ns = 0, delay_ns = 0;
    bool is_read =
        g_file_get_contents(path, &text, NULL, NULL) &&
        sscanf(text, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, &ran_ns, &delay_ns) == 2;
    return is_read ? fmax(before_s, (double)delay_ns / 1e9) : before_s;
}

// Its CPU time is what the samples add up to.
static bool sample_command(struct evidence *evidence, struct profile *profile,
                           const char *const *argv, GError **error)
{
    enum { LOOK_MS = 50 };
    struct subprocess process;
    struct sampler *sampler = sampler_new(profile, &SAMPLER_USUAL);
    gint64 began_us = g_get_monotonic_time();
    bool is_good = sampled_command_start(sampler, argv, NULL, &process, error);
    if (is_good) {
        while (!interruption_is_requested() && !subprocess_has_ended(&process)) {
            sampler_poll(sampler, LOOK_MS);
            evidence->delay_s = read_delay(process.reaper.program, evidence->delay_s);
        }
        evidence->wall_s = (double)(g_get_monotonic_time() - began_us) / 1e6;
        sampler_stop(sampler);
        sampler_conclude(sampler);
        subprocess_end(&process);
        int metric = profile_find_metric(profile, "time");
        evidence->cpu_s = metric >= 0 ? totals_of_all(profile, (guint)metric) : NAN;
    }
    sampler_free(sampler);
    return is_good;
}

bool collect_command(struct evidence *evidence, struct profile *profile, const char *const *argv,
                     GError **error)
{
    if (!sample_command(evidence, profile, argv, error))
        return false;
    for (const struct profile_pass_row *row = profile_passes; row->name != NULL; row++) {
        g_autoptr(GError) why = NULL;
        int wait_status = 0;
        if (row->of_command != NULL && g_strv_contains(passes, row->name) &&
            !interruption_is_requested() && !row->of_command(argv, profile, &wait_status, &why))
            profile_add_pass(profile, row->name, NULL)->why_missing = g_strdup(why->message);
    }
    return true;
}

struct reading {
    GHashTable *costs;
    char *program; // its file name
};

static bool take_costs(const char *text, void *data, GError **error)
{
    const struct reading *reading = data;
    return instruction_costs_add(reading->costs, text, reading->program, error);
}

// The data cache next to the core, of 64 sets as all x86-64 CPUs have it.
static char *first_level_of(const struct machine *machine)
{
    enum { SETS = 64, LINE = 64, USUAL = 32 * 1024 };
    uint64_t bytes = USUAL;
    for (size_t i = 0; machine != NULL && i < machine->n_caches; i++)
        if (machine->caches[i].level == 1 && machine->caches[i].kind != CACHE_INSTRUCTION)
            bytes = machine->caches[i].size_bytes;
    uint64_t ways = MAX(bytes / (SETS * LINE), 1u);
    return g_strdup_printf("--D1=%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT ",%d",
                           ways * SETS * LINE, ways, LINE);
}

// The words for callgrind. Of the other caches the misses are not looked at. The log holds that
// this machine's last one cannot be simulated.
static char **code_words(const struct evidence *evidence)
{
    char *first_level = first_level_of(evidence->run->machine);
    const char *const words[] = {
        "--dump-instr=yes",   "--branch-sim=yes",     "--cache-sim=yes", "--I1=32768,8,64",
        "--LL=8388608,16,64", "--log-file=/dev/null", first_level,       NULL};
    char **copy = g_strdupv((char **)words);
    g_free(first_level);
    return copy;
}

static struct reading reading_of(const struct evidence *evidence)
{
    return (struct reading){instruction_costs_new(), g_path_get_basename(evidence->program)};
}

// Takes the reading over, and the error of what went wrong.
static void take_code(struct evidence *evidence, struct reading *reading, GError *error)
{
    if (error == NULL) {
        g_autoptr(GArray) sorted = instruction_costs_sorted(reading->costs);
        hot_code_find(&evidence->code, evidence->program, sorted, &error);
    }
    if (error != NULL)
        evidence->why_no_code = g_strdup(error->message);
    g_clear_error(&error);
    g_hash_table_unref(reading->costs);
    g_free(reading->program);
}

void collect_code(struct evidence *evidence, const struct arm *arm)
{
    GError *error = NULL;
    uint64_t iterations = 0;
    g_auto(GStrv) words = code_words(evidence);
    struct reading reading = reading_of(evidence);
    callgrind_run_case(arm, (const char *const *)words, take_costs, &reading, &iterations, &error);
    evidence->code_iterations = (double)iterations;
    take_code(evidence, &reading, error);
}

void collect_code_of_command(struct evidence *evidence, const char *const *argv)
{
    GError *error = NULL;
    int wait_status = 0;
    g_auto(GStrv) words = code_words(evidence);
    struct reading reading = reading_of(evidence);
    callgrind_run_command(argv, (const char *const *)words, take_costs, &reading, &wait_status,
                          &error);
    evidence->code_iterations = 1;
    take_code(evidence, &reading, error);
}

// A function that is called often and takes much of the time with all that it calls.
struct candidate {
    const char *name;
    double share;
};

static int by_share(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return (y->share > x->share) - (y->share < x->share);
}

static GArray *find_candidates(const struct profile *profile, const char *module)
{
    enum { LEAST_PERCENT = 20 };
    GArray *candidates = g_array_new(FALSE, FALSE, sizeof(struct candidate));
    int instructions = profile_find_metric(profile, "instructions");
    int calls = profile_find_metric(profile, "calls");
    if (instructions < 0 || calls < 0)
        return candidates;
    double all = totals_of_all(profile, (guint)instructions);
    double iterations = totals_iterations(profile, (guint)calls);
    g_autoptr(GArray) costs = totals_of_functions(profile, (guint)instructions);
    g_autoptr(GArray) counts = totals_of_functions(profile, (guint)calls);
    for (guint i = 0; i < profile->functions->len; i++) {
        const struct profile_function *function =
            &g_array_index(profile->functions, struct profile_function, i);
        double share = g_array_index(costs, struct total, i).inclusive / all;
        double times = g_array_index(counts, struct total, i).self / iterations;
        if (g_strcmp0(function->module, module) != 0 || times < LEAST_CALLS ||
            100 * share < LEAST_PERCENT)
            continue;
        const struct candidate candidate = {function->name, share};
        g_array_append_val(candidates, candidate);
    }
    g_array_sort(candidates, by_share);
    g_array_set_size(candidates, MIN(candidates->len, (guint)CANDIDATES));
    return candidates;
}

static void take_repeats(struct evidence *evidence, const struct candidate *candidate,
                         const struct repeats *repeats)
{
    g_free(evidence->repeated);
    evidence->repeated = g_strdup(candidate->name);
    evidence->repeated_share = candidate->share;
    evidence->repeats = *repeats;
}

void collect_repeats(struct evidence *evidence, const struct arm *arm)
{
    g_autofree char *module = g_path_get_basename(arm->launch.program);
    g_autoptr(GArray) candidates = find_candidates(evidence->profile, module);
    for (guint i = 0; i < candidates->len && !interruption_is_requested(); i++) {
        g_autoptr(GError) error = NULL;
        const struct candidate *candidate = &g_array_index(candidates, struct candidate, i);
        struct repeats repeats;
        if (!repeats_find(&repeats, arm, candidate->name, &error)) {
            if (evidence->why_no_repeats == NULL)
                evidence->why_no_repeats =
                    g_strdup_printf("%s: %s", candidate->name, error->message);
            continue;
        }
        bool is_better = evidence->repeated == NULL || repeats.share > evidence->repeats.share ||
                         (isnan(evidence->repeats.share) && isfinite(repeats.share));
        if (is_better)
            take_repeats(evidence, candidate, &repeats);
    }
    if (evidence->repeated != NULL)
        g_clear_pointer(&evidence->why_no_repeats, g_free);
}

// libc's search reads as fast as the machine can.
static double time_reading(double bytes)
{
    enum { TRIES = 5, MOST_BYTES = 256 << 20 };
    size_t n = (size_t)fmin(bytes, MOST_BYTES);
    g_autofree char *memory = n > 0 ? g_try_malloc(n) : NULL;
    double best_us = INFINITY;
    if (memory == NULL)
        return NAN;
    memset(memory, 1, n);
    for (int i = 0; i < TRIES; i++) {
        unsigned found = 0, rounds = (unsigned)fmax(1, 4e6 / (double)n);
        gint64 began_us = g_get_monotonic_time();
        for (unsigned k = 0; k < rounds; k++) {
            found += memchr(memory, 2 + (int)(found & 1), n) != NULL;
            __asm__ volatile("" : : : "memory");
        }
        double taken_us = (double)(g_get_monotonic_time() - began_us) / rounds;
        best_us = fmin(best_us, taken_us + found);
    }
    return best_us * 1e3 * bytes / (double)n;
}

static unsigned vector_bytes_of(const struct machine *machine)
{
    bool has_features = machine != NULL && machine->features != NULL;
    const char *const *features = has_features ? (const char *const *)machine->features : NULL;
    return features != NULL && g_strv_contains(features, "avx2") ? 32 : 16;
}

void collect_surroundings(struct evidence *evidence)
{
    cpu_set_t allowed;
    const struct result *own = evidence->result;
    evidence->vector_bytes = vector_bytes_of(evidence->run->machine);
    evidence->cpus = g_get_num_processors();
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        evidence->cpus = (unsigned)CPU_COUNT(&allowed);
    evidence->read_ns = own != NULL ? time_reading(own->bytes) : NAN;
    evidence->producer =
        producer_read(evidence->program, own != NULL ? own->bench_case->file : NULL);
}
