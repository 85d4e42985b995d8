// SPDX-License-Identifier: MIT
#include "reports/words/live_words.h"

#include <math.h>

#include "framework/base/text.h"
#include "framework/profile/stall_groups.h"
#include "reports/words/profile_words.h"
#include "reports/words/units.h"

char *live_stalls_sentence(const struct profile *profile)
{
    g_autoptr(GArray) groups = stall_groups(profile);
    double longest = 0;
    for (guint i = 0; i < groups->len; i++)
        longest = fmax(longest, g_array_index(groups, struct stall_group, i).longest);
    if (groups->len == 0)
        return g_strdup(profile->loops == 0
                            ? "No loop was seen, so nothing is known about blocking."
                            : "No loop was blocked.");
    g_autofree char *most = units_time(longest * 1e9);
    if (profile->stalls->len == 1)
        return g_strdup_printf("A loop was blocked once, for %s.", most);
    g_autofree char *total = units_time(stall_groups_total(groups) * 1e9);
    return g_strdup_printf("Loops were blocked %u times: %s in all, at most %s.",
                           profile->stalls->len, total, most);
}

char *live_place(const struct profile *profile, guint node)
{
    if (node == 0)
        return g_strdup("unknown");
    struct profile_function function = *profile_function_of(profile, node);
    function.line = profile_frame_of(profile, node)->line;
    g_autofree char *name = profile_name(&function);
    g_autofree char *place = profile_place(&function);
    return *place != '\0' ? g_strdup_printf("%s (%s)", name, place) : g_strdup(name);
}

static guint parent_of(const struct profile *profile, guint node)
{
    return g_array_index(profile->nodes, struct profile_node, node).parent;
}

// How a library waits within itself says nothing of the program.
static guint skip_library(const struct profile *profile, guint node)
{
    const char *module = profile_function_of(profile, node)->module;
    do
        node = parent_of(profile, node);
    while (node > 0 && module != NULL && g_str_has_prefix(module, "lib") &&
           g_strcmp0(profile_function_of(profile, node)->module, module) == 0);
    return node;
}

char *live_path(const struct profile *profile, guint node)
{
    enum { SHOWN = 3 };
    if (node == 0)
        return g_strdup("its stack is unknown");
    GString *path = g_string_new(NULL);
    for (unsigned i = 0; i < SHOWN && node > 0; i++) {
        g_autofree char *place = live_place(profile, node);
        g_string_append_printf(path, "%s %s", i == 0 ? "in" : ", from", place);
        node = skip_library(profile, node);
    }
    return g_string_free(path, FALSE);
}

char *live_share(double part_s, double all_s)
{
    return isfinite(part_s) && all_s > 0 ? units_percent(part_s / all_s) : g_strdup("?");
}

// The most of what a thread did, and what that makes of the program.
static const struct kind {
    size_t field;
    const char *verdict, *did;
} kinds[] = {
    {offsetof(struct profile_thread, ran), "CPU-bound", "ran"},
    {offsetof(struct profile_thread, runnable), "Short of CPUs", "waited for a CPU"},
    {offsetof(struct profile_thread, disk), "I/O-bound", "waited for a disk"},
    {offsetof(struct profile_thread, lock), "Held up by locks", "waited for a lock"},
    {offsetof(struct profile_thread, slept), "Mostly waiting", "slept"},
};

static double time_of(const struct profile_thread *thread, const struct kind *kind)
{
    double time = *(const double *)(const void *)((const char *)thread + kind->field);
    return isfinite(time) ? time : 0;
}

char *live_threads_sentence(const struct profile *profile)
{
    const struct kind *most = &kinds[0];
    if (profile->threads->len == 0)
        return NULL;
    const struct profile_thread *busiest =
        &g_array_index(profile->threads, struct profile_thread, 0);
    for (size_t i = 1; i < G_N_ELEMENTS(kinds); i++)
        if (time_of(busiest, &kinds[i]) > time_of(busiest, most))
            most = &kinds[i];
    g_autofree char *name = text_printable(busiest->name);
    g_autofree char *share = live_share(time_of(busiest, most), busiest->seen);
    bool is_clear = time_of(busiest, most) >= 0.5 * busiest->seen;
    return g_strdup_printf("%s: the busiest thread, %s (%u), %s %s of the time.",
                           is_clear ? most->verdict : "Neither CPU- nor I/O-bound", name,
                           busiest->tid, most->did, share);
}
