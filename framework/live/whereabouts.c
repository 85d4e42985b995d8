// SPDX-License-Identifier: MIT
#include "framework/live/whereabouts.h"

#include <string.h>

#include "framework/base/escape.h"
#include "framework/live/thread_stacks.h"

// Its words end with zero bytes. A process may have written others over them.
static char *read_command(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/cmdline", pid);
    g_autofree char *text = NULL;
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, NULL))
        return g_strdup("");
    for (gsize at = 0; at < length; at += strlen(text + at) + 1)
        g_ptr_array_add(words, text + at);
    g_ptr_array_add(words, NULL);
    return escape_shell((const char *const *)words->pdata);
}

struct whereabouts *whereabouts_find(pid_t pid, pid_t tid, GError **error)
{
    g_autofree char *command = read_command(pid);
    struct threads *threads = threads_look(pid, tid, error);
    if (threads == NULL)
        return NULL;
    struct whereabouts *whereabouts = g_new(struct whereabouts, 1);
    *whereabouts = (struct whereabouts){
        .command = g_steal_pointer(&command),
        .threads = threads,
        .paths = g_new0(struct thread_path, threads->all->len),
        .profile = profile_new(),
    };
    if (*whereabouts->command == '\0') { // it wrote over it, or its first thread has ended
        const struct thread *first = threads->all->pdata[0];
        g_free(whereabouts->command);
        whereabouts->command = g_strdup(first->name);
    }
    struct stacks *stacks = stacks_new(whereabouts->profile);
    thread_stacks_begin(stacks, threads);
    for (guint i = 0; i < threads->all->len; i++) {
        struct thread_path *path = &whereabouts->paths[i];
        path->node = thread_stacks_node(stacks, threads, threads->all->pdata[i], &path->is_cut);
    }
    stacks_free(stacks);
    return whereabouts;
}

void whereabouts_free(struct whereabouts *whereabouts)
{
    if (whereabouts == NULL)
        return;
    g_free(whereabouts->command);
    threads_free(whereabouts->threads);
    g_free(whereabouts->paths);
    profile_free(whereabouts->profile);
    g_free(whereabouts);
}
