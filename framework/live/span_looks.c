// SPDX-License-Identifier: MIT
#include "framework/live/span_looks.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/live/live_list.h"

enum { PAUSE_US = 10000, SHARE = 40 };

// What is known of a span.
struct seen {
    struct profile_span span;            // its times are not known yet
    guint64 began_ns, last_ns, ended_ns; // 0: it is open
};

struct span_looks {
    struct profile *profile;
    pid_t pid;
    GArray *all;          // struct seen
    GHashTable *open;     // number -> index of `all` + 1
    GHashTable *left_out; // number -> `n_looks` when it was seen last, of those without room
    guint n_looks;
    gint64 next_us;
    guint64 last_ns; // of the look before
    bool has_program;
};

static void seen_clear(void *data)
{
    struct seen *seen = data;
    g_free(seen->span.label);
    g_free(seen->span.note);
}

struct span_looks *span_looks_new(struct profile *profile, pid_t pid)
{
    struct span_looks *looks = g_new0(struct span_looks, 1);
    looks->profile = profile;
    looks->pid = pid;
    looks->all = g_array_new(FALSE, FALSE, sizeof(struct seen));
    g_array_set_clear_func(looks->all, seen_clear);
    looks->open = g_hash_table_new_full(hash_int64, g_int64_equal, g_free, NULL);
    looks->left_out = g_hash_table_new_full(hash_int64, g_int64_equal, g_free, NULL);
    return looks;
}

void span_looks_free(struct span_looks *looks)
{
    g_array_unref(looks->all);
    g_hash_table_unref(looks->open);
    g_hash_table_unref(looks->left_out);
    g_free(looks);
}

static struct profile_span span_of(const struct open_span *open, pid_t pid)
{
    return (struct profile_span){
        .label = g_strdup(open->label),
        .note = open->note[0] != '\0' ? g_strdup(open->note) : NULL,
        .pid = (guint)pid,
        .tid = (guint)MAX(open->tid, 0),
        .number = open->number,
        .parent = open->parent,
    };
}

static void leave_out(struct span_looks *looks, const struct open_span *open)
{
    if (g_hash_table_insert(looks->left_out, g_memdup2(&open->number, sizeof open->number),
                            GUINT_TO_POINTER(looks->n_looks)))
        looks->profile->spans_left_out++;
}

static void see(struct span_looks *looks, const struct open_span *open, guint64 now_ns)
{
    guint index = GPOINTER_TO_UINT(g_hash_table_lookup(looks->open, &open->number));
    if (index == 0 && looks->all->len >= PROFILE_MOST_SPANS) {
        leave_out(looks, open);
        return;
    }
    if (index == 0) {
        struct seen seen = {.span = span_of(open, looks->pid), .began_ns = open->began_ns};
        g_array_append_val(looks->all, seen);
        index = looks->all->len;
        g_hash_table_insert(looks->open, g_memdup2(&open->number, sizeof open->number),
                            GUINT_TO_POINTER(index));
    }
    struct seen *seen = &g_array_index(looks->all, struct seen, index - 1);
    seen->last_ns = now_ns;
    if (seen->span.note == NULL && open->note[0] != '\0')
        seen->span.note = g_strdup(open->note);
}

// What is not there any more has ended between two looks.
static gboolean has_gone(G_GNUC_UNUSED gpointer number, gpointer index, gpointer data)
{
    const struct span_looks *looks = data;
    struct seen *seen = &g_array_index(looks->all, struct seen, GPOINTER_TO_UINT(index) - 1);
    if (seen->last_ns == looks->last_ns)
        return FALSE;
    seen->ended_ns = MAX(seen->began_ns, seen->last_ns + (looks->last_ns - seen->last_ns) / 2);
    return TRUE;
}

static gboolean was_left_out_before(G_GNUC_UNUSED gpointer number, gpointer look, gpointer data)
{
    const struct span_looks *looks = data;
    return GPOINTER_TO_UINT(look) != looks->n_looks;
}

void span_looks_take(struct span_looks *looks, const struct span_program *program, guint64 now_ns)
{
    looks->last_ns = now_ns;
    looks->n_looks++;
    looks->has_program = looks->has_program || program != NULL;
    for (guint i = 0; program != NULL && i < program->spans->len; i++)
        see(looks, &g_array_index(program->spans, struct open_span, i), now_ns);
    g_hash_table_foreach_remove(looks->open, has_gone, looks);
    g_hash_table_foreach_remove(looks->left_out, was_left_out_before, looks);
}

void span_looks_poll(struct span_looks *looks)
{
    gint64 now_us = g_get_monotonic_time();
    if (now_us < looks->next_us)
        return;
    g_autoptr(LiveList) list = live_list_read(looks->pid);
    span_looks_take(looks, list->programs->len > 0 ? g_ptr_array_index(list->programs, 0) : NULL,
                    (guint64)now_us * 1000);
    gint64 used_us = g_get_monotonic_time() - now_us;
    looks->next_us = now_us + MAX(PAUSE_US, SHARE * used_us);
}

static double seconds_between(guint64 from_ns, guint64 to_ns)
{
    return to_ns >= from_ns ? (double)(to_ns - from_ns) / 1e9 : -(double)(from_ns - to_ns) / 1e9;
}

static void add(struct profile *profile, struct profile_span span, guint64 span_began_ns,
                guint64 span_ended_ns, guint64 began_ns)
{
    span.at = seconds_between(began_ns, span_began_ns);
    span.lasted = MAX(seconds_between(span_began_ns, span_ended_ns), 0);
    g_array_append_val(profile->spans, span);
}

void span_looks_conclude(struct span_looks *looks, guint64 began_ns, guint64 ended_ns)
{
    struct profile *profile = looks->profile;
    for (guint i = 0; i < looks->all->len; i++) {
        struct seen *seen = &g_array_index(looks->all, struct seen, i);
        seen->span.is_open = seen->ended_ns == 0;
        add(profile, seen->span, seen->began_ns, seen->ended_ns == 0 ? ended_ns : seen->ended_ns,
            began_ns);
        seen->span.label = seen->span.note = NULL; // it is the profile's now
    }
    g_array_sort(profile->spans, profile_span_compare);
    if (!looks->has_program)
        return;
    profile->spans_seen = seconds_between(began_ns, ended_ns);
    g_ptr_array_add(profile->notes,
                    g_strdup("spans were looked at every 10 ms or more rarely: when they ended is "
                             "known to that, and shorter ones may be missing"));
}

// As the kernel has it: words, each with a zero after it.
static bool has_word(pid_t pid, const char *word)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/environ", pid);
    g_autofree char *text = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, NULL))
        return false;
    for (const char *at = text; at < text + length; at += strlen(at) + 1)
        if (strcmp(at, word) == 0)
            return true;
    return false;
}

static void add_open_of(struct profile *profile, const struct span_program *program,
                        const struct span_window *window)
{
    for (guint i = 0; i < program->spans->len && profile->spans->len < PROFILE_MOST_SPANS; i++) {
        const struct open_span *open = &g_array_index(program->spans, struct open_span, i);
        struct profile_span span = span_of(open, program->identity.pid);
        span.is_open = true;
        add(profile, span, open->began_ns, window->ended_ns, window->began_ns);
    }
}

void span_looks_add_open(const char *word, const struct span_window *window,
                         struct profile *profile)
{
    g_autoptr(LiveList) list = live_list_read(0);
    for (guint i = 0; i < list->programs->len; i++) {
        const struct span_program *program = g_ptr_array_index(list->programs, i);
        if (has_word(program->identity.pid, word))
            add_open_of(profile, program, window);
    }
}
