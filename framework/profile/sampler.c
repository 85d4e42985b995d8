// SPDX-License-Identifier: MIT
#include "framework/profile/sampler.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "framework/profile/frames.h"
#include "framework/profile/sampling_cost.h"
#include "framework/profile/stacks.h"

static const double most_cut = 0.05;
enum { MOST_STACK_BYTES = 32 << 10 };

struct taken {
    uint64_t time_ns;
    uint64_t cpu_ns;
    guint node;
    bool is_cut;
};

// A thread leaves its CPU or gets one.
struct change {
    pid_t tid;
    uint64_t time_ns;
    guint node; // where it leaves
    bool is_out, is_preempted;
};

struct stretch {
    uint64_t began_ns, ended_ns;
};

struct sampler {
    struct profile *profile;
    struct sampler_options options;
    struct stacks *stacks;
    struct perf_events *events; // NULL: not attached
    GArray *taken;              // struct taken
    GArray *stretches;          // struct stretch
    GArray *changes;            // struct change, of waits
    GHashTable *last;           // pid_t -> guint: the last node of a thread
    uint64_t lost;
    bool sees_kernel;
    struct profile_pass *pass; // `time`; NULL: not added yet
    guint metric;              // of it
    guint n_added;             // of those that were taken, that are in the profile or do not count
    guint kept, n_cut;         // that count, and of these, whose stack is cut off
};

struct sampler *sampler_new(struct profile *profile, const struct sampler_options *options)
{
    struct sampler *sampler = g_new(struct sampler, 1);
    *sampler = (struct sampler){
        .profile = profile,
        .options = *options,
        .stacks = stacks_new(profile),
        .taken = g_array_new(FALSE, FALSE, sizeof(struct taken)),
        .stretches = g_array_new(FALSE, FALSE, sizeof(struct stretch)),
        .changes = g_array_new(FALSE, FALSE, sizeof(struct change)),
        .last = g_hash_table_new(NULL, NULL),
    };
    return sampler;
}

void sampler_free(struct sampler *sampler)
{
    if (sampler == NULL)
        return;
    perf_events_close(sampler->events);
    stacks_free(sampler->stacks);
    g_array_unref(sampler->taken);
    g_array_unref(sampler->stretches);
    g_array_unref(sampler->changes);
    g_hash_table_unref(sampler->last);
    g_free(sampler);
}

static struct perf_options make_options(const struct sampler *sampler)
{
    return (struct perf_options){
        .rate_hz = sampler->options.rate_hz,
        .stack_bytes = sampler->options.stack_bytes,
        .of_switches = sampler->options.of_waits,
    };
}

static bool attach(struct sampler *sampler, pid_t pid, bool starts_with_exec, GError **error)
{
    struct perf_options options = make_options(sampler);
    options.starts_with_exec = starts_with_exec;
    sampler->events = perf_events_open(pid, &options, error);
    if (sampler->events == NULL)
        return false;
    sampler->sees_kernel = perf_events_sees_kernel(sampler->events);
    return true;
}

bool sampler_attach(struct sampler *sampler, pid_t pid, GError **error)
{
    if (!attach(sampler, pid, false, error))
        return false;
    // After it, so that what is mapped in between is heard of, too.
    stacks_read_maps(sampler->stacks, pid);
    return true;
}

bool sampler_attach_before_exec(struct sampler *sampler, pid_t pid, GError **error)
{
    return attach(sampler, pid, true, error);
}

void sampler_pause(struct sampler *sampler, bool is_paused)
{
    perf_events_enable(sampler->events, !is_paused);
}

static void hear_sample(void *data, const struct perf_sample *sample)
{
    struct sampler *sampler = data;
    struct taken taken = {.time_ns = sample->time_ns, .cpu_ns = sample->cpu_ns};
    taken.node = stacks_node(sampler->stacks, sample, &taken.is_cut);
    g_array_append_val(sampler->taken, taken);
    g_hash_table_insert(sampler->last, GINT_TO_POINTER(sample->tid), GUINT_TO_POINTER(taken.node));
}

// The sample of a switch comes right before it.
static void hear_switch(void *data, const struct perf_switch *heard)
{
    struct sampler *sampler = data;
    gpointer node = g_hash_table_lookup(sampler->last, GINT_TO_POINTER(heard->tid));
    struct change change = {heard->tid, heard->time_ns, GPOINTER_TO_UINT(node), heard->is_out,
                            heard->is_preempted};
    g_array_append_val(sampler->changes, change);
}

static void hear_mapping(void *data, const struct perf_mapping *mapping)
{
    stacks_map(((struct sampler *)data)->stacks, mapping);
}

static void hear_exec(void *data, pid_t pid)
{
    stacks_exec(((struct sampler *)data)->stacks, pid);
}

static void hear_fork(void *data, pid_t pid, pid_t parent)
{
    stacks_fork(((struct sampler *)data)->stacks, pid, parent);
}

static void hear_lost(void *data, uint64_t samples)
{
    ((struct sampler *)data)->lost += samples;
}

static void read_events(struct sampler *sampler)
{
    const struct perf_listener listener = {
        .sample = hear_sample,
        .mapping = hear_mapping,
        .exec = hear_exec,
        .fork = hear_fork,
        .lost = hear_lost,
        .switched = sampler->options.of_waits ? hear_switch : NULL,
        .data = sampler,
    };
    perf_events_read(sampler->events, &listener);
}

void sampler_poll(struct sampler *sampler, int wait_ms)
{
    if (sampler->events == NULL)
        return;
    const int *fds = perf_events_fds(sampler->events);
    g_autoptr(GArray) polled = g_array_new(FALSE, FALSE, sizeof(struct pollfd));
    for (; *fds >= 0; fds++) {
        struct pollfd fd = {.fd = *fds, .events = POLLIN};
        g_array_append_val(polled, fd);
    }
    if (wait_ms != 0)
        poll((struct pollfd *)polled->data, polled->len, wait_ms);
    read_events(sampler);
}

void sampler_stop(struct sampler *sampler)
{
    if (sampler->events == NULL)
        return;
    read_events(sampler);
    g_clear_pointer(&sampler->events, perf_events_close);
}

guint sampler_count(const struct sampler *sampler)
{
    return sampler->taken->len;
}

void sampler_keep(struct sampler *sampler, uint64_t began_ns, uint64_t ended_ns)
{
    struct stretch stretch = {began_ns, ended_ns};
    g_array_append_val(sampler->stretches, stretch);
}

static int compare_stretches(const void *a, const void *b)
{
    uint64_t one = ((const struct stretch *)a)->began_ns;
    uint64_t two = ((const struct stretch *)b)->began_ns;
    return (one > two) - (one < two);
}

// Whether a time is in one of the stretches, which are in order and do not overlap.
static bool is_kept(const GArray *stretches, uint64_t time_ns)
{
    guint low = 0;
    guint high = stretches->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(stretches, struct stretch, middle).began_ns <= time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && time_ns <= g_array_index(stretches, struct stretch, low - 1).ended_ns;
}

guint sampler_update(struct sampler *sampler)
{
    static const struct profile_metric about = {.name = "time", .unit = "s", .pass = "time"};
    if (sampler->pass == NULL) {
        g_autofree char *tool = frames_tool("perf_event, CPU clock");
        sampler->metric = profile_add_metric(sampler->profile, &about);
        sampler->pass = profile_add_pass(sampler->profile, "time", tool);
    }
    g_array_sort(sampler->stretches, compare_stretches);
    for (; sampler->n_added < sampler->taken->len; sampler->n_added++) {
        const struct taken *taken = &g_array_index(sampler->taken, struct taken, sampler->n_added);
        if (sampler->stretches->len > 0 && !is_kept(sampler->stretches, taken->time_ns))
            continue;
        profile_add(sampler->profile, sampler->metric, taken->node, (double)taken->cpu_ns * 1e-9);
        sampler->kept++;
        sampler->n_cut += taken->is_cut;
    }
    sampler->pass->rate_hz = sampler->options.rate_hz;
    sampler->pass->samples = sampler->kept;
    sampler->pass->lost = (double)sampler->lost;
    sampler->pass->truncated = sampler->n_cut;
    return sampler->kept;
}

static int compare_changes(const void *a, const void *b)
{
    const struct change *one = a;
    const struct change *two = b;
    if (one->tid != two->tid)
        return one->tid > two->tid ? 1 : -1;
    return (one->time_ns > two->time_ns) - (one->time_ns < two->time_ns);
}

// Until it got a CPU again; 0: it never did.
static uint64_t wait_of(const struct sampler *sampler, guint i)
{
    if (i + 1 >= sampler->changes->len)
        return 0;
    const struct change *changes = (const struct change *)(const void *)sampler->changes->data;
    const struct change *out = &changes[i], *in = &changes[i + 1];
    bool is_wait = out->is_out && !out->is_preempted && in->tid == out->tid && !in->is_out;
    bool is_wanted = sampler->stretches->len == 0 || is_kept(sampler->stretches, out->time_ns);
    return is_wait && is_wanted ? in->time_ns - out->time_ns : 0;
}

// A thread's last wait has no end: either it ended there, or what is waited for is yet to come.
static guint conclude_waits(struct sampler *sampler)
{
    guint n = 0;
    static const struct profile_metric about = {
        .name = "wait", .unit = "s", .pass = "wait", .is_exact = true};
    guint metric = profile_add_metric(sampler->profile, &about);
    g_array_sort(sampler->stretches, compare_stretches);
    g_array_sort(sampler->changes, compare_changes);
    for (guint i = 0; i < sampler->changes->len; i++) {
        uint64_t wait_ns = wait_of(sampler, i);
        guint node = g_array_index(sampler->changes, struct change, i).node;
        if (wait_ns > 0)
            profile_add(sampler->profile, metric, node, (double)wait_ns * 1e-9);
        n += wait_ns > 0;
    }
    g_autofree char *tool = frames_tool("perf_event, switches");
    struct profile_pass *pass = profile_add_pass(sampler->profile, "wait", tool);
    pass->lost = (double)sampler->lost;
    if (sampler->lost > 0)
        g_ptr_array_add(sampler->profile->notes,
                        g_strdup_printf("%" G_GUINT64_FORMAT " waits were lost: there were more at "
                                        "once than could be read",
                                        sampler->lost));
    return n;
}

guint sampler_conclude(struct sampler *sampler)
{
    if (sampler->options.of_waits)
        return conclude_waits(sampler);
    guint kept = sampler_update(sampler);
    guint cut = sampler->n_cut;
    if (cut > most_cut * kept && sampler->options.stack_bytes < MOST_STACK_BYTES)
        g_ptr_array_add(sampler->profile->notes,
                        g_strdup("many stacks are deeper than the part that was copied: raise "
                                 "--stack-size (up to 32)"));
    if (!sampler->sees_kernel)
        g_ptr_array_add(sampler->profile->notes,
                        g_strdup("the kernel's part is not sampled: that needs root, or "
                                 "kernel.perf_event_paranoid of 1 or less"));
    return kept;
}

void sampler_add_overhead(struct sampler *sampler)
{
    double cpu_ns = 0;
    struct sampling_cost cost;
    struct perf_options options = make_options(sampler);
    struct profile_pass *pass = sampler->pass;
    if (pass == NULL || !sampling_cost_measure(&options, &cost))
        return;
    for (guint i = 0; i < sampler->taken->len; i++)
        cpu_ns += (double)g_array_index(sampler->taken, struct taken, i).cpu_ns;
    pass->sample_cost_ns = cost.sample_ns;
    pass->overhead = sampling_cost_overhead(cost.sample_ns, pass->samples, cpu_ns);
    for (int i = 0; i < 2; i++)
        pass->overhead_interval[i] =
            sampling_cost_overhead(cost.interval_ns[i], pass->samples, cpu_ns);
}
