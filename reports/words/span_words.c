// SPDX-License-Identifier: MIT
#include "reports/words/span_words.h"

#include "framework/base/text.h"
#include "framework/profile/span_sums.h"
#include "reports/words/units.h"

char *span_sentence(const struct profile *profile)
{
    guint n = profile->spans->len;
    if (n == 0)
        return NULL;
    g_autoptr(GPtrArray) open = span_sums_open(profile);
    GString *text = g_string_new(NULL);
    g_autofree char *seen = units_time(profile->spans_seen * 1e9);
    g_string_append_printf(text, "%u span%s", n, n == 1 ? "" : "s");
    if (*seen != '\0')
        g_string_append_printf(text, " in %s", seen);
    if (open->len > 0 && open->len == n)
        g_string_append(text, ", still open at the end");
    else if (open->len > 0)
        g_string_append_printf(text, ", %u of them still open at the end", open->len);
    g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}

char *span_left_out(const struct profile *profile)
{
    guint64 n = profile->spans_left_out;
    if (n == 0)
        return NULL;
    return g_strdup_printf("%" G_GUINT64_FORMAT " more span%s left out, which began later or in "
                           "another run.",
                           n, n == 1 ? " is" : "s are");
}

char *span_thread(const struct profile *profile, guint pid, guint tid)
{
    for (guint i = 0; i < profile->threads->len; i++) {
        const struct profile_thread *thread =
            &g_array_index(profile->threads, struct profile_thread, i);
        if (thread->pid == pid && thread->tid == tid) {
            g_autofree char *name = text_printable(thread->name);
            return g_strdup_printf("%s %u", name, tid);
        }
    }
    return g_strdup_printf("%u", tid);
}
