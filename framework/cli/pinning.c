// SPDX-License-Identifier: MIT
#include "framework/cli/pinning.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/interruption.h"
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

// Said once, when the waiting begins.
static bool say_waiting(const struct cpu_holder *holders, size_t n, void *data)
{
    bool *is_said = data;
    if (!*is_said && n > 0)
        fprintf(stderr, "benchrun: waiting for process %ld, which is measuring on CPU %u\n",
                (long)holders[0].pid, holders[0].cpu);
    *is_said = true;
    return !interruption_is_requested();
}

static bool take_lock(struct pinning *pinning, const unsigned *cpus, size_t n, bool is_quiet,
                      GError **error)
{
    GError *cause = NULL;
    bool is_said = is_quiet;
    pinning->lock = cpu_lock_wait(NULL, cpus, n, INFINITY, say_waiting, &is_said, &cause);
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

static bool choose(struct pinning *pinning, int wanted, bool is_quiet, GError **error)
{
    enum { LOOK_MS = 50 };
    if (wanted >= 0) {
        unsigned cpu = (unsigned)wanted;
        return take_lock(pinning, &cpu, 1, is_quiet, error);
    }
    g_autoptr(GArray) facts = cpus_detect(LOOK_MS);
    if (facts->len == 0) {
        note(pinning, "found no CPU to pin to, so nothing was pinned");
        return true;
    }
    g_autofree unsigned *cpus = g_new(unsigned, facts->len);
    for (guint i = 0; i < facts->len; i++)
        cpus[i] = g_array_index(facts, struct cpu_facts, i).cpu;
    if (!take_lock(pinning, cpus, facts->len, is_quiet, error))
        return false;
    for (guint i = 0; i < facts->len; i++) {
        const struct cpu_facts *chosen = &g_array_index(facts, struct cpu_facts, i);
        if (chosen->cpu == (unsigned)pinning->cpu && chosen->n_siblings > 0)
            note(pinning, "CPU %u shares its core with CPU %u: keep CPU %u idle", chosen->cpu,
                 chosen->siblings[0], chosen->siblings[0]);
    }
    return true;
}

bool pinning_take(struct pinning *pinning, int wanted, bool is_quiet, GError **error)
{
    *pinning = (struct pinning){
        .cpu = -1,
        .notes = g_ptr_array_new_with_free_func(g_free),
        .former = new_set(),
        .former_bytes = CPU_ALLOC_SIZE(MOST_CPUS),
    };
    sched_getaffinity(0, pinning->former_bytes, pinning->former);
    if (wanted == CPU_NONE)
        return true;
    if (!choose(pinning, wanted, is_quiet, error))
        return false;
    if (pinning->cpu < 0)
        return true;
    if (!move_to(pinning->cpu)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "cannot run on CPU %d: %s; try --cpu auto or --cpu none", pinning->cpu,
                    g_strerror(errno));
        pinning_release(pinning);
        return false;
    }
    return true;
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

void pinning_release(struct pinning *pinning)
{
    if (pinning->former != NULL)
        sched_setaffinity(0, pinning->former_bytes, pinning->former);
    g_clear_pointer(&pinning->former, g_free);
    cpu_lock_close(pinning->lock);
    pinning->lock = NULL;
    g_clear_pointer(&pinning->notes, g_ptr_array_unref);
}
