// SPDX-License-Identifier: MIT
#include "tests/reports/sample_stacks.h"

#include <glib.h>

static guint call(struct profile *profile, guint node, const struct profile_function *function,
                  unsigned line, bool is_inlined)
{
    const struct profile_frame frame = {profile_function(profile, function), line, is_inlined};
    return profile_child(profile, node, profile_frame(profile, &frame));
}

// A loop with a function put into another, and whatever may be unknown of a place.
static guint sample_path(struct profile *profile, const char *text)
{
    const struct profile_function functions[] = {
        {.name = "(stack cut off)"},
        {.name = "main", .file = "/project/src/main.c", .module = "program"},
        {.name = "no_line", .file = "/projects/other.c", .module = "program"},
        {.name = "a_name_that_is_longer_than_what_a_column_has_room_for",
         .file = "../relative.c",
         .module = "program"},
        {.name = text, .file = text, .module = text},
        {.name = text, .module = text},
    };
    static const unsigned lines[] = {0, 12, 0, 7, 99, 0};
    guint node = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++)
        node = call(profile, node, &functions[i], lines[i], i == 4);
    return node;
}

struct row {
    const char *name;
    char state;
    bool is_taken;
    const char *system_call, *kernel_function;
};

static void add(struct whereabouts *whereabouts, const struct row *row, guint node)
{
    struct thread *thread = g_new0(struct thread, 1);
    guint number = whereabouts->threads->all->len;
    thread->tid = 12 + (pid_t)number;
    thread->name = g_strdup(row->name);
    thread->state = row->state;
    thread->is_taken = row->is_taken;
    thread->system_call = row->system_call;
    thread->kernel_function = g_strdup(row->kernel_function);
    whereabouts->paths[number] = (struct thread_path){node, node != 0};
    g_ptr_array_add(whereabouts->threads->all, thread);
}

static void free_thread(void *data)
{
    struct thread *thread = data;
    g_free(thread->name);
    g_free(thread->kernel_function);
    g_free(thread);
}

struct whereabouts *sample_whereabouts(const char *text)
{
    const struct row rows[] = {
        {text, 'R', true, NULL, NULL},        {"a", 'S', true, "futex", text},
        {"b", 'S', true, "epoll_wait", NULL}, {"c", 'D', false, NULL, "folio_wait_bit_common"},
        {"d", 'T', true, NULL, NULL},         {"e", 't', true, NULL, NULL},
        {"f", 'Z', false, NULL, NULL},        {"g", '?', true, NULL, NULL},
    };
    struct whereabouts *whereabouts = g_new0(struct whereabouts, 1);
    whereabouts->command = g_strdup(text);
    whereabouts->threads = g_new0(struct threads, 1);
    whereabouts->threads->pid = 12;
    whereabouts->threads->longest_stop_ns = 123456;
    whereabouts->threads->all = g_ptr_array_new_with_free_func(free_thread);
    whereabouts->paths = g_new0(struct thread_path, G_N_ELEMENTS(rows));
    whereabouts->profile = profile_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        add(whereabouts, &rows[i], i == 0 ? sample_path(whereabouts->profile, text) : 0);
    return whereabouts;
}
