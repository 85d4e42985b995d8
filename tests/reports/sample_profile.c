// SPDX-License-Identifier: MIT
#include "tests/reports/sample_profile.h"

#include <math.h>

#include "tests/reports/sample_parts.h"

static guint add(struct profile *profile, guint parent, const struct profile_function *function,
                 unsigned line, bool is_inlined)
{
    const struct profile_frame frame = {profile_function(profile, function), line, is_inlined};
    return profile_child(profile, parent, profile_frame(profile, &frame));
}

static void add_passes(struct profile *profile, const char *text)
{
    struct profile_pass *time =
        profile_add_pass(profile, "time", text ? text : "perf_event, CPU clock; libdw 0.188");
    time->rate_hz = 997;
    time->samples = 1000;
    time->lost = 2;
    time->truncated = 3;
    time->overhead = 0.0123;
    time->overhead_interval[0] = 0.0100;
    time->overhead_interval[1] = 0.0150;
    time->sample_cost_ns = 12300;
    struct profile_pass *calls = profile_add_pass(profile, "calls", text ? text : "callgrind");
    calls->why_missing = g_strdup(text ? text : "valgrind is not installed");
}

static void add_machines(struct profile *profile, const char *text)
{
    g_ptr_array_add(profile->machines, sample_machine());
    if (text == NULL)
        return;
    // Another one, so that both are named.
    struct machine *other = sample_machine();
    const char **texts[] = {
        &other->id,     &other->cpu,    &other->arch,       &other->microarchitecture,
        &other->kernel, &other->vendor, &other->hypervisor, &other->governor};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free((char *)*texts[i]);
        *texts[i] = g_strdup(text);
    }
    g_ptr_array_add(profile->machines, other);
}

static void add_threads(struct profile *profile, guint node, const char *text)
{
    const struct profile_thread threads[] = {
        {NULL, 1234, 1234, 2, 1.5, 0.25, 0.125, 0.0625, 0.0625, 321},
        {NULL, 1234, 1240, 1.5, 0, 0, 1.5, 0, NAN, 3},
    };
    const struct profile_stall stalls[] = {
        {NULL, 1234, 1234, 0.5, 0.35, node, false},
        {NULL, 1234, 1240, 0.75, 0.125, 0, true},
        {NULL, 1234, 1234, 1.25, 0.4, node, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) {
        struct profile_thread thread = threads[i];
        thread.name = g_strdup(text ? text : "worker");
        g_array_append_val(profile->threads, thread);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(stalls); i++) {
        struct profile_stall stall = stalls[i];
        stall.thread = g_strdup(text ? text : "worker");
        g_array_append_val(profile->stalls, stall);
    }
}

// Of a pid each: within each other, across each other, open since before; and in another process.
static void add_spans(struct profile *profile, const char *text)
{
    static const struct {
        const char *label, *note;
        guint pid, tid;
        guint64 number, parent;
        double at, lasted;
        bool is_open;
    } rows[] = {
        {"serve", NULL, 1234, 1234, 1, 0, -0.5, 2.5, true},
        {"request", "GET /a", 1234, 1240, 2, 0, 0.25, 0.5, false},
        {"fetch", NULL, 1234, 1240, 3, 2, 0.375, 0.125, false},
        {"request", "GET /b", 1234, 1240, 4, 0, 0.625, 0.25, false},
        {"render", "a", 1300, 1300, 1, 0, 1, 0.000125, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *note = text != NULL && rows[i].note != NULL ? text : rows[i].note;
        const struct profile_span span = {g_strdup(text ? text : rows[i].label),
                                          g_strdup(note),
                                          rows[i].pid,
                                          rows[i].tid,
                                          rows[i].number,
                                          rows[i].parent,
                                          rows[i].at,
                                          rows[i].lasted,
                                          rows[i].is_open};
        g_array_append_val(profile->spans, span);
    }
    profile->spans_seen = 2;
    profile->spans_left_out = 7;
}

static struct profile *make(const char *text)
{
    const struct profile_function functions[] = {
        {text ? text : "main", text ? text : "/src/tool/main.c", text ? text : "tool", 40},
        {text ? text : "parse", text ? text : "/src/tool/parse.c", text ? text : "tool", 12},
        {text ? text : "is_digit", text ? text : "/src/tool/parse.c", text ? text : "tool", 3},
        {text ? text : "memcpy", NULL, text ? text : "libc.so.6", 0},
    };
    struct profile *profile = profile_new();
    guint main_ = add(profile, 0, &functions[0], 44, false);
    guint parse = add(profile, main_, &functions[1], 20, false);
    guint again = add(profile, parse, &functions[1], 21, false);
    guint digit = add(profile, again, &functions[2], 4, true);
    guint copy = add(profile, parse, &functions[3], 0, false);
    guint time = profile_add_metric(
        profile, &(struct profile_metric){.name = "time", .unit = "s", .pass = "time"});
    guint calls = profile_add_metric(
        profile,
        &(struct profile_metric){.name = text ? text : "calls", .pass = "calls", .is_exact = true});
    profile_add(profile, time, main_, 0.05);
    profile_add(profile, time, parse, 0.2);
    profile_add(profile, time, again, 0.25);
    profile_add(profile, time, digit, 0.4);
    profile_add(profile, time, copy, 0.1);
    profile_add(profile, calls, parse, 1);
    profile_add(profile, calls, again, 1028455);
    add_passes(profile, text);
    add_threads(profile, digit, text);
    add_spans(profile, text);
    add_machines(profile, text);
    profile->version = g_strdup(text ? text : "1.2.3");
    profile->target = g_strdup(text ? text : "tool --all");
    g_ptr_array_add(profile->notes, g_strdup(text ? text : "it ended with exit code 1"));
    return profile;
}

struct profile *sample_profile(void)
{
    return make(NULL);
}

struct profile *sample_watch(void)
{
    struct profile *profile = make(NULL);
    struct profile_metric *first = g_ptr_array_index(profile->metrics, 0);
    g_free((char *)first->name);
    g_free((char *)first->pass);
    first->name = g_strdup("blocked");
    first->pass = g_strdup("watch");
    g_array_set_size(profile->spans, 0);
    return profile;
}

struct profile *sample_hostile_profile(const char *text)
{
    return make(text);
}
