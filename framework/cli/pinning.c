// SPDX-License-Identifier: MIT
#include "framework/cli/pinning.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/options.h"
#include "framework/machine/cpus.h"
#include "framework/runner/cpu_lock.h"
#include "framework/runner/worker.h"

enum { MOST_CPUS = 65536 };

static cpu_set_t *new_set(void)
{
    return g_malloc0(CPU_ALLOC_SIZE(MOST_CPUS));
}

static bool move_to(int cpu)
{
    g_autofree cpu_set_t *set = new_set();
    CPU_SET_S((size_t)cpu, CPU_ALLOC_SIZE(MOST_CPUS), set);
    return sched_setaffinity(0, CPU_ALLOC_SIZE(MOST_CPUS), set) == 0;
}

static void note(struct pinning *pinning, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void note(struct pinning *pinning, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(pinning->notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

struct waiting {
    const struct options *options;
    gint64 began_us;
    bool is_said;
};

// Said once, when the waiting begins; with -q when it is long.
static bool is_worth_saying(const struct waiting *waiting)
{
    enum { LONG_S = 10 };
    gint64 waited_us = g_get_monotonic_time() - waiting->began_us;
    return !waiting->is_said &&
           (!waiting->options->is_quiet || waited_us > LONG_S * G_USEC_PER_SEC);
}

static bool say_waiting(const struct cpu_holder *holders, size_t n, void *data)
{
    struct waiting *waiting = data;
    if (n > 0 && is_worth_saying(waiting)) {
        g_autofree char *pid = holders[0].pid > 0
                                   ? g_strdup_printf("process %ld", (long)holders[0].pid)
                                   : g_strdup("another process");
        g_autofree char *whose =
            holders[0].is_ours ? g_strdup("")
                               : g_strdup_printf(" of another user (for up to %g s, --cpu-wait)",
                                                 waiting->options->cpu_wait_s);
        say("waiting for %s%s, which is measuring on CPU %u", pid, whose, holders[0].cpu);
        waiting->is_said = true;
    }
    return !interruption_is_requested();
}

static bool take_lock(struct pinning *pinning, const unsigned *cpus, size_t n,
                      const struct options *options, GError **error)
{
    GError *cause = NULL;
    struct waiting waiting = {options, g_get_monotonic_time(), false};
    struct cpu_wait wait = {INFINITY, options->cpu_wait_s, say_waiting, &waiting};
    pinning->lock = cpu_lock_wait(NULL, cpus, n, &wait, &cause);
    if (pinning->lock != NULL) {
        pinning->cpu = (int)cpu_lock_cpu(pinning->lock);
        if (n > 1 && (unsigned)pinning->cpu != cpus[0])
            note(pinning, "another benchrun is measuring on CPU %u, so this one used CPU %d",
                 cpus[0], pinning->cpu);
        return true;
    }
    if (!g_error_matches(cause, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE)) {
        g_propagate_error(error, cause);
        return false;
    }
    note(pinning, "measured without locking the CPU (%s)", cause->message);
    g_error_free(cause);
    pinning->cpu = (int)cpus[0];
    return true;
}

static bool choose(struct pinning *pinning, GError **error)
{
    enum { LOOK_MS = 50 };
    if (pinning->options->cpu >= 0) {
        unsigned cpu = (unsigned)pinning->options->cpu;
        return take_lock(pinning, &cpu, 1, pinning->options, error);
    }
    g_autoptr(GArray) facts = cpus_detect(LOOK_MS);
    if (facts->len == 0) {
        note(pinning, "found no CPU to pin to, so nothing was pinned");
        return true;
    }
    g_autofree unsigned *cpus = g_new(unsigned, facts->len);
    for (guint i = 0; i < facts->len; i++)
        cpus[i] = g_array_index(facts, struct cpu_facts, i).cpu;
    return take_lock(pinning, cpus, facts->len, pinning->options, error);
}

static bool occupy(struct pinning *pinning, GError **error)
{
    if (!choose(pinning, error))
        return false;
    if (pinning->cpu < 0)
        return true;
    if (!move_to(pinning->cpu)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "cannot run on CPU %d: %s; try --cpu auto or --cpu none", pinning->cpu,
                    g_strerror(errno));
        return false;
    }
    pinning->steal = steal_meter_open((unsigned)pinning->cpu, NULL);
    return true;
}

// Keeps the notes and where this process was before.
static void leave(struct pinning *pinning)
{
    g_clear_pointer(&pinning->steal, steal_meter_close);
    g_clear_pointer(&pinning->lock, cpu_lock_close);
    pinning->cpu = -1;
}

bool pinning_take(struct pinning *pinning, const struct options *options, GError **error)
{
    *pinning = (struct pinning){
        .cpu = -1,
        .options = options,
        .notes = g_ptr_array_new_with_free_func(g_free),
        .former = new_set(),
        .former_bytes = CPU_ALLOC_SIZE(MOST_CPUS),
    };
    sched_getaffinity(0, pinning->former_bytes, pinning->former);
    if (options->cpu == CPU_NONE || occupy(pinning, error))
        return true;
    pinning_release(pinning);
    return false;
}

void pinning_apply(const struct pinning *pinning, const struct bench_case *bench_case,
                   struct launch *launch)
{
    launch->cpu = pinning->cpu;
    if (!bench_case->uses_all_cpus)
        return;
    launch->cpus = pinning->former;
    launch->cpus_bytes = pinning->former_bytes;
}

void pinning_check_threads(const struct pinning *pinning, struct arm *arm)
{
    unsigned threads = arm->result->bench_case->threads;
    unsigned cpus = (unsigned)CPU_COUNT_S(pinning->former_bytes, pinning->former);
    if (threads > cpus && !pinning->options->oversubscribes && arm->result->status == STATUS_OK)
        result_refuse(arm->result, STATUS_SKIPPED,
                      "needs %u CPUs, but benchrun may use %u; --oversubscribe runs it "
                      "nevertheless",
                      threads, cpus);
}

static bool take_another(struct pinning *pinning, const struct plan *plan, GPtrArray *warnings,
                         GError **error)
{
    int lost = pinning->cpu;
    guint n_notes = pinning->notes->len;
    leave(pinning);
    if (pinning->options->cpu >= 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "CPU %d was taken away (its cpuset changed): use --cpu auto, or another", lost);
        return false;
    }
    if (!occupy(pinning, error))
        return false;
    const struct arm *first = g_ptr_array_index(plan->arms, 0);
    note(pinning, "CPU %d was taken away (its cpuset changed), so from %s on CPU %d was used", lost,
         first->result->bench_case->id, pinning->cpu);
    for (guint i = n_notes; i < pinning->notes->len; i++)
        g_ptr_array_add(warnings, g_strdup(g_ptr_array_index(pinning->notes, i)));
    return true;
}

static void move_arms(const struct pinning *pinning, const struct plan *plan)
{
    for (guint i = 0; i < plan->arms->len; i++) {
        struct arm *arm = g_ptr_array_index(plan->arms, i);
        pinning_apply(pinning, arm->result->bench_case, &arm->launch);
    }
}

bool pinning_renew(struct pinning *pinning, const struct plan *plan, GPtrArray *warnings,
                   GError **error)
{
    bool is_lost = pinning->cpu >= 0 && !cpus_allow((unsigned)pinning->cpu);
    if (is_lost && !take_another(pinning, plan, warnings, error))
        return false;
    move_arms(pinning, plan); // it may have been planned before an earlier loss
    return true;
}

void pinning_release(struct pinning *pinning)
{
    if (pinning->former != NULL)
        sched_setaffinity(0, pinning->former_bytes, pinning->former);
    g_clear_pointer(&pinning->former, g_free);
    leave(pinning);
    g_clear_pointer(&pinning->notes, g_ptr_array_unref);
}
