// SPDX-License-Identifier: MIT
#include "reports/words/answers.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/profile/by_line.h"
#include "framework/profile/totals.h"
#include "reports/words/units.h"

enum { TOP = 3 };
#define FASTER 1.05 // what a short measurement shows

static void answer_free(gpointer data)
{
    struct answer *answer = data;
    g_free(answer->answer);
    g_ptr_array_unref(answer->facts);
    g_free(answer);
}

static struct answer *ask(const char *question)
{
    struct answer *answer = g_new(struct answer, 1);
    *answer = (struct answer){question, NULL, g_ptr_array_new_with_free_func(g_free)};
    return answer;
}

G_GNUC_PRINTF(2, 3) static void say_answer(struct answer *answer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_free(answer->answer);
    answer->answer = text_printable(text);
}

G_GNUC_PRINTF(2, 3) static void add_fact(struct answer *answer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(answer->facts, text_printable(text));
}

// Why a pass of the profile is missing; NULL: it is there.
static const char *why_missing(const struct evidence *evidence, const char *pass)
{
    const GPtrArray *passes = evidence->profile->passes;
    for (guint i = 0; i < passes->len; i++) {
        const struct profile_pass *one = g_ptr_array_index(passes, i);
        if (strcmp(one->name, pass) == 0)
            return one->why_missing;
    }
    return "it was not looked at";
}

static void add_floor(struct answer *answer, const struct evidence *evidence)
{
    g_autofree char *read = units_time(evidence->read_ns);
    if (evidence->result == NULL)
        return;
    if (!(evidence->read_ns > 0)) {
        add_fact(answer, "lower bound: not known, because the body does not call bench_bytes()");
        return;
    }
    g_autofree char *bytes = units_bytes(evidence->result->bytes);
    g_autofree char *share = units_percent(evidence->read_ns / evidence_time_ns(evidence));
    add_fact(answer, "lower bound: reading the %s that it moves takes %s here, %s of its time",
             bytes, read, share);
}

static struct answer *is_it_slow(const struct evidence *evidence)
{
    struct answer *answer = ask("Is it slow?");
    const struct result *fastest = evidence_fastest(evidence);
    double own_ns = evidence_time_ns(evidence);
    g_autofree char *time = units_time(own_ns);
    add_fact(answer, evidence->result != NULL ? "%s per iteration" : "%s in all", time);
    if (fastest == NULL) {
        say_answer(answer, "Not known: there is no alternative to compare it with.");
    } else if (own_ns >= FASTER * fastest->summary.median_ns) {
        g_autofree char *speedup = units_speedup(fastest->summary.median_ns / own_ns);
        g_autofree char *other = units_time(fastest->summary.median_ns);
        say_answer(answer, "Yes: an alternative is %s as fast.", speedup);
        add_fact(answer, "%s takes %s", fastest->bench_case->id, other);
    } else {
        say_answer(answer, "No alternative of its group is clearly faster.");
    }
    add_floor(answer, evidence);
    add_fact(answer, "history: not known, none is kept");
    return answer;
}

static void add_functions(struct answer *answer, const struct profile *profile, guint metric)
{
    double all = totals_of_all(profile, metric);
    g_autoptr(GArray) totals = totals_of_functions(profile, metric);
    g_array_sort(totals, totals_compare_self);
    for (guint i = 0; i < totals->len && i < TOP; i++) {
        const struct total *total = &g_array_index(totals, struct total, i);
        const struct profile_function *function =
            &g_array_index(profile->functions, struct profile_function, total->function);
        double share = total->self / all;
        double interval[2];
        totals_share_interval(share * totals_samples(profile, metric),
                              totals_samples(profile, metric), interval);
        if (i == 0)
            say_answer(answer, "%.0f%% of the time is in %s.", 100 * share, function->name);
        if (share >= 0.02)
            add_fact(answer, "%4.1f%% [%.1f, %.1f] %s", 100 * share, 100 * interval[0],
                     100 * interval[1], function->name);
    }
}

static void add_lines(struct answer *answer, const struct profile *profile, guint metric)
{
    double all = totals_of_all(profile, metric);
    g_autoptr(GArray) lines = lines_hottest(profile, metric, TOP);
    for (guint i = 0; i < lines->len; i++) {
        const struct hot_line *line = &g_array_index(lines, struct hot_line, i);
        g_autofree char *file = g_path_get_basename(line->file);
        if (line->self >= 0.02 * all)
            add_fact(answer, "%4.1f%% line %s:%u", 100 * line->self / all, file, line->line);
    }
}

static struct answer *where_is_it(const struct evidence *evidence)
{
    struct answer *answer = ask("Where does the time go?");
    int metric = profile_find_metric(evidence->profile, "time");
    if (metric < 0) {
        say_answer(answer, "Not known.");
        add_fact(answer, "no samples: %s", why_missing(evidence, "time"));
        return answer;
    }
    add_functions(answer, evidence->profile, (guint)metric);
    add_lines(answer, evidence->profile, (guint)metric);
    return answer;
}

static struct answer *does_it_wait(const struct evidence *evidence)
{
    struct answer *answer = ask("Does it compute, or wait?");
    double busy = evidence_busy_cpus(evidence);
    if (isnan(busy))
        say_answer(answer, "Not known: there is no CPU time.");
    else if (busy < 0.5)
        say_answer(answer, "It waits %.0f%% of the time.", 100 * (1 - busy));
    else if (busy < 0.9)
        say_answer(answer, "It computes, but waits, or lacks a CPU, %.0f%% of the time.",
                   100 * (1 - busy));
    else
        say_answer(answer, "It computes.");
    if (isfinite(busy))
        add_fact(answer, "%.2f CPUs are busy on average", busy);
    return answer;
}

static const char *growth_words(enum complexity complexity)
{
    static const char *const words[COMPLEXITIES] = {
        [COMPLEXITY_1] = "twice the input takes no longer",
        [COMPLEXITY_LOG_N] = "twice the input takes hardly longer",
        [COMPLEXITY_N] = "twice the input takes twice as long",
        [COMPLEXITY_N_LOG_N] = "twice the input takes little more than twice as long",
        [COMPLEXITY_N2] = "twice the input takes four times as long",
        [COMPLEXITY_N3] = "twice the input takes eight times as long",
    };
    return words[complexity];
}

static struct answer *how_does_it_grow(const struct evidence *evidence)
{
    struct answer *answer = ask("Does its time grow faster than it has to?");
    const struct result *own = evidence->result;
    const struct fit *fit = own != NULL ? run_find_fit(evidence->run, own->bench_case) : NULL;
    const struct fit *slower = evidence_slower_growth(evidence);
    if (fit == NULL) {
        say_answer(answer,
                   own != NULL
                       ? "Not known: it takes measurements at 4 or more arguments (.args) "
                         "that a curve describes, the largest at least 8 times the smallest."
                       : "Not known: a command has no argument that could be varied.");
        return answer;
    }
    const char *word = complexity_word(fit->complexity.complexity);
    if (slower != NULL)
        say_answer(answer, "Yes: as %s, but '%s' grows as %s.", word, slower->name,
                   complexity_word(slower->complexity.complexity));
    else if (fit->complexity.complexity >= COMPLEXITY_N2)
        say_answer(answer, "It grows as %s. Whether the task permits less is not known.", word);
    else
        say_answer(answer, "It grows as %s.", word);
    add_fact(answer, "%s: %s (%zu arguments, off by %.1f%%)", word,
             growth_words(fit->complexity.complexity), fit->points, 100 * fit->complexity.error);
    return answer;
}

static struct answer *does_it_repeat(const struct evidence *evidence)
{
    struct answer *answer = ask("Are calls repeated with the same arguments?");
    const struct repeats *repeats = &evidence->repeats;
    if (evidence->repeated == NULL || evidence->why_no_repeats != NULL) {
        say_answer(answer, "Not known.");
        add_fact(answer, "%s",
                 evidence->why_no_repeats != NULL
                     ? evidence->why_no_repeats
                     : "no function of the program is called often and takes much of the time");
        return answer;
    }
    if (isnan(repeats->share)) {
        say_answer(answer, "Not known.");
        add_fact(answer, "%s: %s", evidence->repeated, repeats->why_unknown);
        return answer;
    }
    say_answer(answer, "%s: %.0f%% of the calls of %s repeat arguments.",
               repeats->share >= 0.5 ? "Yes" : "Few", 100 * repeats->share, evidence->repeated);
    add_fact(answer, "%.0f calls in an iteration, with %.0f%% of all instructions", repeats->calls,
             100 * evidence->repeated_share);
    add_fact(answer, "a cache helps only if the result depends on the arguments alone");
    return answer;
}

static struct answer *is_it_vectorised(const struct evidence *evidence)
{
    struct answer *answer = ask("Is the hot loop vectorised?");
    const struct hot_code *code = &evidence->code;
    const struct hot_loop *loop = &code->loop;
    if (evidence->why_no_code != NULL) {
        say_answer(answer, "Not known.");
        add_fact(answer, "%s", evidence->why_no_code);
        return answer;
    }
    if (loop->function == NULL) {
        say_answer(answer, "No loop stands out.");
    } else {
        say_answer(answer, loop->is_packed ? "Yes, it computes with several numbers at once."
                                           : "No, it computes with one number at a time.");
        add_fact(answer, "the loop in %s, line %u, runs %.0f%% of the program's instructions",
                 loop->function, loop->line, 100 * loop->share);
        if (loop->stride > 0)
            add_fact(answer, "each time it moves %u bytes through memory and reads %u of them",
                     loop->stride, loop->touched);
    }
    if (evidence->vector_report != NULL)
        add_fact(answer, "the compiler says of it, with -O3: %s", evidence->vector_report);
    if (code->scalar + code->packed > 0)
        add_fact(answer, "%.0f%% of the floating-point instructions take one number",
                 100 * code->scalar / (code->scalar + code->packed));
    return answer;
}

// "5242 allocations per iteration; 91% of the time is in the allocator"; takes the count over.
static void add_service(struct answer *answer, char *count, const char *per, const char *what,
                        const char *where, double share)
{
    g_autofree char *own = count;
    if (isfinite(share))
        add_fact(answer, "%s %s%s; %.0f%% of the time is %s", own, what, per, 100 * share, where);
    else
        add_fact(answer, "%s %s%s", own, what, per);
}

static struct answer *does_it_allocate(const struct evidence *evidence)
{
    struct answer *answer = ask("Does it allocate or copy?");
    double times = evidence_per_iteration(evidence, "allocations");
    double copied = evidence_per_iteration(evidence, "copied");
    double shares[] = {evidence_share_in(evidence, SERVICE_ALLOCATION),
                       evidence_share_in(evidence, SERVICE_COPY)};
    const char *per = evidence->result != NULL ? " per iteration" : "";
    if (isnan(times) && isnan(copied))
        say_answer(answer, "Not known.");
    else if (times > 0 || copied > 0)
        say_answer(answer, "Yes.");
    else
        say_answer(answer, "No.");
    if (isnan(times))
        add_fact(answer, "allocations: %s", why_missing(evidence, "heap"));
    else
        add_service(answer, units_count(times), per, "allocations", "in the allocator", shares[0]);
    if (isnan(copied))
        add_fact(answer, "copies: %s", why_missing(evidence, "copies"));
    else
        add_service(answer, units_bytes(copied), per, "copied by memcpy, strcpy and the like",
                    "there and in strlen", shares[1]);
    return answer;
}

static struct answer *does_it_miss(const struct evidence *evidence)
{
    struct answer *answer = ask("Does it miss branches or caches?");
    const struct hot_code *code = &evidence->code;
    double wrong = evidence_mispredicted(evidence);
    if (isnan(wrong)) {
        say_answer(answer, "Not known.");
        add_fact(answer, "%s", evidence->why_no_code);
        return answer;
    }
    double share = code->branches > 0 ? code->mispredicted / code->branches : 0;
    bool is_streaming = code->loop.function != NULL && code->loop.missed >= 0.05;
    say_answer(answer, "%s %s", share >= 0.02 ? "Branches: yes." : "Branches: hardly.",
               is_streaming ? "Caches: yes." : "Caches: hardly.");
    add_fact(
        answer,
        "a simple predictor guesses %.1f%% of the branches wrong (simulated; the CPU's own may "
        "guess better)",
        100 * share);
    if (code->worst_function != NULL && share >= 0.02)
        add_fact(answer, "%.0f%% of these in %s, line %u", 100 * code->worst_share,
                 code->worst_function, code->worst_line);
    if (code->loop.function != NULL)
        add_fact(answer,
                 "%.2f misses of the first-level cache each time through the hot loop "
                 "(simulated)",
                 code->loop.missed);
    return answer;
}

static struct answer *would_threads_help(const struct evidence *evidence)
{
    struct answer *answer = ask("Would threads help?");
    double busy = evidence_busy_cpus(evidence);
    double time_ns = evidence_time_ns(evidence);
    if (evidence->cpus < 2)
        say_answer(answer, "No: one CPU may be used.");
    else if (busy < 0.5)
        say_answer(answer, "To wait for several things at once, yes; an event loop does, too.");
    else if (busy > 1.2)
        say_answer(answer, "It keeps several CPUs busy already.");
    else if (time_ns < 100e3)
        say_answer(answer, "Not within an iteration: it is too short to pay for a thread.");
    else
        say_answer(answer, "At most %u times, if the work can be divided.", evidence->cpus);
    if (isfinite(busy))
        add_fact(answer, "it keeps %.2f of %u CPUs busy", busy, evidence->cpus);
    add_fact(answer, "contention: %s",
             evidence->result != NULL && evidence->result->bench_case->has_threads
                 ? "see its scaling in the table of 'benchrun run'"
                 : "not known, it was not run with several threads (.threads)");
    return answer;
}

static void add_builds(struct answer *answer, const struct evidence *evidence)
{
    for (unsigned i = 0; i < EVIDENCE_BUILDS; i++) {
        const struct flags_build *build = &evidence->builds[i];
        if (build->flags == NULL)
            continue;
        g_autofree char *speedup = units_speedup(build->ratio);
        add_fact(answer, "with %s: %s as fast [%.2f, %.2f], %s", build->flags, speedup,
                 1 / build->interval[1], 1 / build->interval[0], verdict_word(build->verdict));
    }
    if (evidence->why_no_builds != NULL)
        add_fact(answer, "what -O3 and -march=native would bring is not known: %s",
                 evidence->why_no_builds);
}

static struct answer *how_was_it_built(const struct evidence *evidence)
{
    struct answer *answer = ask("How was it built?");
    const char *flags = evidence->producer;
    static const char *const levels[] = {"-O1", "-O2", "-O3", "-Ofast", "-Os"};
    bool is_optimised = false;
    for (size_t i = 0; flags != NULL && i < G_N_ELEMENTS(levels); i++)
        is_optimised = is_optimised || strstr(flags, levels[i]) != NULL;
    if (flags == NULL)
        say_answer(answer, "Not known: there is no debug information (-g).");
    else
        say_answer(answer, is_optimised ? "With optimisation." : "Without optimisation: use -O2.");
    if (flags != NULL)
        add_fact(answer, "%s", flags);
    add_builds(answer, evidence);
    return answer;
}

GPtrArray *answers_find(const struct evidence *evidence)
{
    static struct answer *(*const questions[])(const struct evidence *) = {
        is_it_slow,       where_is_it,      does_it_wait, how_does_it_grow,   does_it_repeat,
        is_it_vectorised, does_it_allocate, does_it_miss, would_threads_help, how_was_it_built};
    GPtrArray *answers = g_ptr_array_new_with_free_func(answer_free);
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
        g_ptr_array_add(answers, questions[i](evidence));
    return answers;
}
