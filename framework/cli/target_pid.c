// SPDX-License-Identifier: MIT
#include "framework/cli/target_pid.h"

#include "framework/cli/command.h"

enum { MOST_PID = 1 << 22 };

bool target_pid_read(const char *word, pid_t *out)
{
    guint64 number = 0;
    if (!g_ascii_string_to_unsigned(word, 10, 1, MOST_PID, &number, NULL)) {
        complain(EXIT_USAGE,
                 "'%s' is not a process id: 'benchrun ps' lists those of benchruns and of programs "
                 "with spans, 'ps -e' all",
                 word);
        return false;
    }
    *out = (pid_t)number;
    return true;
}

struct live_list *target_pid_list(pid_t pid)
{
    g_autoptr(LiveList) list = live_list_read(pid);
    if (list->runs->len > 0 || list->programs->len > 0)
        return g_steal_pointer(&list);
    if (list->damaged->len > 0) {
        complain(EXIT_UNMEASURED, "what process %d shows cannot be read: %s", pid,
                 (const char *)g_ptr_array_index(list->damaged, 0));
        return NULL;
    }
    g_autofree char *why = process_explain(pid);
    complain(EXIT_UNMEASURED, "%s", why);
    return NULL;
}
